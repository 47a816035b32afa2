"""Files that cannot be opened or read, and what their reading noted."""

SENTENCES = {
    # any file
    "{} cannot be read ({}); check the path": "无法读取 {0}（{1}）；请检查路径",
    "{} is a folder; give the files in it, or use gbi batch for a whole folder":
        "{0} 是文件夹；请指定其中的文件，或用 gbi batch 处理整个文件夹",
    "{} is empty (0 bytes); save or download it again": "{0} 是空文件（0 字节）；请重新保存或下载",
    "{} has {} bytes, the limit is {}; split it, or raise GBI_MAX_FILE_BYTES":
        "{0} 有 {1} 字节，上限为 {2}；请拆分文件，或调高 GBI_MAX_FILE_BYTES",
    "{} does not exist; check the path": "{0} 不存在；请检查路径",
    "{} cannot be read: {}": "无法读取 {0}：{1}",
    "{} has 0 pages; there is nothing to read in it": "{0} 共 0 页，没有可读的内容",
    "{} has {} pages, the limit is {}; split it, or raise GBI_MAX_PAGES":
        "{0} 有 {1} 页，上限为 {2}；请拆分文件，或调高 GBI_MAX_PAGES",
    "{} has {} x {} pixels, the limit is {} in all; scale it down, or raise GBI_MAX_PIXELS":
        "{0} 有 {1} × {2} 像素，总数上限为 {3}；请缩小图片，或调高 GBI_MAX_PIXELS",
    "{} is encrypted; save it without a password": "{0} 已加密；请另存为不带密码的文件",
    "{} is encrypted; open it with its password and save it without one":
        "{0} 已加密；请用密码打开，另存为不带密码的文件",
    "{} is damaged or cut off ({}); save or download it again": "{0} 已损坏或不完整（{1}）；请重新保存或下载",
    "{} unpacks to at least {} bytes from {}, the limit is {}; it may be a zip bomb. If you trust it, raise "
    "GBI_MAX_UNPACKED_BYTES and GBI_MAX_UNPACK_RATIO":
        "{0} 由 {2} 字节解压后至少有 {1} 字节，上限为 {3}；它可能是压缩炸弹。如果信任该文件，请调高 "
        "GBI_MAX_UNPACKED_BYTES 和 GBI_MAX_UNPACK_RATIO",
    "{} took more than {} s; raise GBI_PAGE_SECONDS to wait longer":
        "{0} 用时超过 {1} 秒；如需等待更久，请调高 GBI_PAGE_SECONDS",
    "{} is in an old office format (DOC, XLS or PPT); save it as DOCX, XLSX or PPTX":
        "{0} 是旧版 Office 格式（DOC、XLS 或 PPT）；请另存为 DOCX、XLSX 或 PPTX",
    "{} is a binary workbook (XLSB); save it as .xlsx": "{0} 是二进制工作簿（XLSB）；请另存为 .xlsx",
    "{} is an OpenDocument or EPUB file; save it as XLSX, DOCX, PPTX or PDF":
        "{0} 是 OpenDocument 或 EPUB 文件；请另存为 XLSX、DOCX、PPTX 或 PDF",
    "{} is a ZIP archive, not an office file; unpack it and give the files in it":
        "{0} 是 ZIP 压缩包，不是 Office 文件；请解压后使用其中的文件",
    "{} is of no kind that can be read; known are {}": "无法识别 {0} 的类型；支持的类型：{1}",
    "{} is an HTML page; print it to PDF and give that": "{0} 是网页（HTML）；请打印为 PDF 后使用",
    "{} is called {} but holds plain text; if it is a table, rename it to .csv, else export the document again":
        "{0} 的扩展名是 {1}，内容却是纯文本；如果是表格，请改名为 .csv，否则请重新导出",
    # data files
    "{} is a data file and has no picture; its rows are the evidence":
        "{0} 是数据文件，没有页面图像；以其数据行为出处",
    "{} has {} values, the limit is {}; keep the columns and rows you need, or raise GBI_MAX_CELLS":
        "{0} 有 {1} 个值，上限为 {2}；请只保留需要的列和行，或调高 GBI_MAX_CELLS",
    "{} has more than {} values; keep the columns and rows you need, or raise GBI_MAX_CELLS":
        "{0} 超过 {1} 个值；请只保留需要的列和行，或调高 GBI_MAX_CELLS",
    "{} has {} cells, the limit is {}; keep the sheets and columns you need, or raise GBI_MAX_CELLS":
        "{0} 有 {1} 个单元格，上限为 {2}；请只保留需要的工作表和列，或调高 GBI_MAX_CELLS",
    "{} unpacks to {} bytes, the limit is {}; split it, or raise GBI_MAX_UNPACKED_BYTES":
        "{0} 解压后有 {1} 字节，上限为 {2}；请拆分文件，或调高 GBI_MAX_UNPACKED_BYTES",
    "{} is damaged or cut off ({}); write or download it again": "{0} 已损坏或不完整（{1}）；请重新生成或下载",
    "{} has one page, there is no page {}": "{0} 只有一页，没有第 {1} 页",
    "{} has no rows; there is nothing to read in it": "{0} 没有数据行，没有可读的内容",
    "{} is not delimited text ({}); export it again as CSV": "{0} 不是分隔符文本（{1}）；请重新导出为 CSV",
    "{} is in an encoding that cannot be told; save it as UTF-8": "无法判断 {0} 的编码；请另存为 UTF-8",
    # office files
    "{} is damaged ({}); open it in a word processor and save it": "{0} 已损坏（{1}）；请用文字处理软件打开并保存",
    "{} has no text body; open it in a word processor and save it again":
        "{0} 没有正文；请用文字处理软件打开并重新保存",
    "{} has no page pictures; print it to PDF to see its places marked":
        "{0} 没有页面图像；如需在页面上标出位置，请打印为 PDF",
    "{} counts as one page, there is no page {}": "{0} 按一页计，没有第 {1} 页",
    "{} is damaged ({}); save it again": "{0} 已损坏（{1}）；请重新保存",
    "{} is damaged ({}); open it in a presentation program, save it": "{0} 已损坏（{1}）；请用演示文稿软件打开并保存",
    "the box {} is outside slide {} of {}": "框 {0} 超出 {2} 第 {1} 张幻灯片的范围",
    "{} has slides 1 to {}, there is no slide {}": "{0} 有第 1 至 {1} 张幻灯片，没有第 {2} 张",
    "slide {} of {} is damaged ({}); the others are read": "{1} 的第 {0} 张幻灯片已损坏（{2}）；其余幻灯片照常读取",
    "a chart of {} is damaged ({}); save the file again": "{0} 中有一张图表已损坏（{1}）；请重新保存文件",
    "{} is damaged ({}); open it in a spreadsheet program, save it": "{0} 已损坏（{1}）；请用电子表格软件打开并保存",
    "{} has sheets 1 to {}, there is no sheet {}": "{0} 有第 1 至 {1} 张工作表，没有第 {2} 张",
    # pages and pictures
    "{} is not an image that can be read; save it again as PNG": "{0} 不是可读取的图片；请另存为 PNG",
    "{} has more than {} pixels, the limit (GBI_MAX_PIXELS); scale it down":
        "{0} 超过像素上限 {1}（GBI_MAX_PIXELS）；请缩小图片",
    "{} has pages 1 to {}, there is no page {}": "{0} 有第 1 至 {1} 页，没有第 {2} 页",
    "text recognition needs the package rapidocr: pip install rapidocr":
        "文字识别需要安装 rapidocr：pip install rapidocr",
    "rapidocr's model {} is missing: reinstall rapidocr": "缺少 rapidocr 的模型 {0}：请重新安装 rapidocr",
    "{} is called a PDF but cannot be opened as one: it is broken or cut short; save or download it again":
        "{0} 的扩展名是 PDF，却无法作为 PDF 打开：文件已损坏或不完整；请重新保存或下载",
    "the box {} is outside page {} of {}": "框 {0} 超出 {2} 第 {1} 页的范围",
    "page {} of {} has no size; print the file to PDF again": "{1} 的第 {0} 页没有尺寸；请重新打印为 PDF",
    "{} is cut off (its end is missing); save or download it again": "{0} 不完整（缺少结尾）；请重新保存或下载",
    "{} cannot be read ({}); the other pages can": "无法读取 {0}（{1}）；其他页可以读取",
    "page {} of {}": "{1} 的第 {0} 页",
    "the box {} is outside the page of {} x {} px": "框 {0} 超出 {1} × {2} 像素的页面",
    "{} uses XML entities, which are not read; export it without them":
        "{0} 使用了 XML 实体，不予读取；请导出为不含实体的文件",
    "{} is not a well-formed SVG ({}); export it again": "{0} 不是格式正确的 SVG（{1}）；请重新导出",
    "{} cannot be drawn; export it again as SVG 1.1, PDF or PNG": "无法绘制 {0}；请重新导出为 SVG 1.1、PDF 或 PNG",
    "there is no page {}: the document has {}": "没有第 {0} 页：文档共 {1} 页",
    "a {} place has no picture; ws.reading shows what stands there": "{0:word}没有图像；ws.reading 可显示其内容",
    "the picture cannot be written as PNG; ask for a smaller scale": "无法将图像写为 PNG；请使用较小的比例",
    "pages {} names no page; write 3, 3-7 or 1,4-6": "{0} 没有指明任何页；请写成 3、3-7 或 1,4-6",
    "{} is no page range; write 3, 3-7 or 1,4-6": "{0} 不是页码范围；请写成 3、3-7 或 1,4-6",
    "{} is no page range: pages count from 1 and the first comes first":
        "{0} 不是页码范围：页码从 1 开始，起始页在前",
    "reading was given up": "已放弃读取",
    "no file could be read": "没有能读取的文件",
    # notes about what was read nonetheless
    "column {}: {} of {} cells are not numbers and have no value":
        "列 {0}：{2} 个单元格中有 {1} 个不是数字，没有取值",
    "column {}: {} of {} cells are not dates and have no value": "列 {0}：{2} 个单元格中有 {1} 个不是日期，没有取值",
    "column {} mixes units ({} and others): none is given to it": "列 {0} 混用多种单位（{1} 等）：整列不采用单位",
    "no values are stored for {}; open the file and save it again": "没有保存 {0} 的数值；请打开文件并重新保存",
    "{} rows do not have {} fields (rows {}); kept, with empty cells filled in":
        "有 {0} 行不是 {1} 个字段（第 {2} 行）；已保留，缺少的单元格留空",
    "the first row looks like data: the columns have made-up names": "第一行像是数据：列名由程序自动生成",
    "{} formulas have no stored value; open and save the file in a spreadsheet program":
        "有 {0} 个公式没有保存结果；请用电子表格软件打开并保存文件",
    "page {}: {}": "第 {0} 页：{1}",
    "page {}: time was up before all its pictures were read": "第 {0} 页：时间用完，图片未全部读取",
    "page {}: its text is unreadable in the file, it was read by OCR":
        "第 {0} 页：文件中的文字无法读取，已用文字识别读取",
    "the file is damaged and was repaired; pages may be missing": "文件已损坏并经过修复；可能缺页",
}  # fmt: skip
