"""What the readers note about figures, and why a figure or page was not read."""

SENTENCES = {
    "its figures were not found: {}": "没有找到其中的图表：{0}",
    "{} of {} figures were not read within {} s; raise GBI_PAGE_SECONDS and add it again with pages={}":
        "{1} 张图表中有 {0} 张未能在 {2} 秒内读取；请调高 GBI_PAGE_SECONDS，并以 pages={3} 重新添加",
    "reading it took more than {} s and was stopped; raise GBI_PAGE_SECONDS and add it again with pages={}":
        "读取用时超过 {0} 秒而被停止；请调高 GBI_PAGE_SECONDS，并以 pages={1} 重新添加",
    "reading it ended the process that read it (exit status {}); please report it":
        "读取它的进程意外结束（退出状态 {0}）；请反馈给我们",
    "{} {} was read by the tools: {}": "{0:word} {1} 改由工具读取：{2}",
    "{} {} was not read: {}": "未能读取{0:word} {1}：{2}",
    "a fault in gbi ({}: {}, at {}); please report it": "gbi 内部错误（{0}：{1}，位于 {2}）；请反馈给我们",
    "reader {} reads nothing here: this {} is not its kind of figure":
        "读取方式 {0} 在这里读不到内容：这张{1:word}不属于它能读的类型",
    "there is no reader called {}{} Known readers: {}": "没有名为 {0} 的读取方式{1} 可用的有：{2}",
    "there is nothing to agree on; read the region first": "没有可合并的读取结果；请先读取该区域",
    "only readings of the same region can be merged; pass those of one region":
        "只能合并同一区域的读取结果；请传入同一区域的结果",
    # one table out of several witnesses
    "and {} more warnings": "另有 {0} 条提示",
    "the {} reader saw another table here; it was set aside": "读取方式 {0} 在这里读到的是另一张表，未采用",
    "the {} reader's rows have other labels and values; they were set aside":
        "读取方式 {0} 读到的行标签和数值都不同，未采用",
    "\"{}\", \"{}\": readers differ, {} against {}": "“{0}”，“{1}”：读法不一，一为 {2}，一为 {3}",
    "row \"{}\" stands nowhere on the page; the {} reader added it":
        "“{0}”这一行在页面上找不到，是读取方式 {1} 加上的",
    "row \"{}\" was seen by the {} reader alone": "“{0}”这一行只有读取方式 {1} 读到",
    "read by the model alone: {}": "只有模型读到：{0}",
    "the model's own word, read by no tool and printed nowhere on the page: {}":
        "仅为模型的说法，工具没有读到，页面上也没有印出：{0}",
    "not printed on the page, the model's own word: {}": "页面上没有印出，仅为模型的说法：{0}",
    # charts
    "{} category labels are not printed; inferred": "有 {0} 个类别标签没有印出，由推断得出",
    "no legend entry for the colour of {}": "图例中没有 {0} 的颜色",
    "the line is drawn too finely for its points to be told apart: it was read at the axis's labels":
        "折线画得太密，无法分辨各点：按坐标轴标签处读取",
    "lines of one colour stand apart: the figure may hold several panels, which were read as one":
        "同一颜色的折线彼此分开：图中可能有多个分图，已作为一张图读取",
    "the chart has two value axes: its lines were read against the left one": "图有两条数值轴：折线按左轴读取",
    "the figure holds several pies: their columns are numbered from the left": "图中有多个饼图：各列从左起编号",
    "the figure is drawn with {} strokes or vertices, too many for a chart: it was not measured":
        "图形由 {0} 条线段或顶点构成，超出图表的范围：未作测量",
    "the picture lies {} degrees askew and was levelled": "图片倾斜 {0} 度，已校正",
    "the figure's text is drawn as outlines: it was read by OCR": "图中文字以轮廓线绘制：已用文字识别读取",
    # tables
    "column \"{}\": \"{}\" is no number": "列“{0}”：“{1}”不是数字",
    "column \"{}\": \"{}\" is given in units of {}": "列“{0}”：“{1}”的单位是 {2}",
    "column \"{}\": \"{}\" is a bound, not a value": "列“{0}”：“{1}”是界限，不是确定的值",
    "column \"{}\": {} values are in {}, not in {}": "列“{0}”：有 {1} 个值的单位是 {2}，不是 {3}",
    "the table's scale may not hold for: {}": "表的量级可能不适用于：{0}",
    "and {} more cells that do not fit": "另有 {0} 个不符合的单元格",
    "the table has no header that could be found; columns are named by their place":
        "没有找到表头；各列按位置命名",
    # a model's readings
    "no vision-language model is configured; set GBI_VLM_URL and GBI_VLM_MODEL, or read with the tools":
        "没有配置视觉语言模型；请设置 GBI_VLM_URL 和 GBI_VLM_MODEL，或用工具读取",
    "the model {} read no row in this {}; read it with the tools":
        "模型 {0} 没有在这张{1:word}中读到任何行；请用工具读取",
    "the vision-language model cannot be used: {}": "视觉语言模型无法使用：{0}",
    "the model {} did not read this {}: {}": "模型 {0} 未能读取这张{1:word}：{2}",
    "the model {} wrote no row that fits its columns; read it with the tools":
        "模型 {0} 没有写出与列相符的行；请用工具读取",
    "the model's reply was cut off: further rows are missing": "模型的回复被截断：缺少后面的行",
    "the model read no row": "模型没有读到任何行",
    "the model read labels without values": "模型只读到标签，没有数值",
    "{} of {} parts of this {} were not read: {}": "这张{2:word}的 {1} 个部分中有 {0} 个未能读取：{3}",
    "part {} of {} was not read: its rows are missing ({})": "{1} 个部分中的第 {0} 个未能读取：缺少其中的行（{2}）",
    "the model's reply on part {} of {} was cut off: rows may be missing after it":
        "模型对第 {0} / {1} 部分的回复被截断：其后可能缺行",
    "{} parts did not fit to the one before: rows may be missing or stand twice":
        "有 {0} 个部分与前一部分接不上：可能缺行或重复",
    "row \"{}\" was left out: {} values for {} columns": "略去“{0}”这一行：{2} 列却有 {1} 个值",
    "the model repeats itself": "模型重复自己的话",
    "the model's reply has another form than asked ({})": "模型回复的格式不符合要求（{0}）",
    "the model's reply was cut off before its first whole row": "模型的回复在第一个完整行之前被截断",
    "the model writes the same rows over and over": "模型反复写出相同的行",
    "the region cannot be made a picture; read it with the tools (vector, raster, table)":
        "该区域无法生成图像；请用工具（vector、raster、table）读取",
    # findings
    "{}: {} stands there, the {} rows it sums up make {}": "{0}：此处为 {1}，而所合计的 {2} 行之和为 {3}",
    "{}: {} shares make {} %, not 100 %": "{0}：{1} 个份额之和为 {2}%，而不是 100%",
    "{}: read as {} and as {}": "{0}：读作 {1}，又读作 {2}",
    "the chart {} shows {}, the table on page {} {}": "图 {0} 为 {1}，第 {2} 页的表为 {3}",
}  # fmt: skip
