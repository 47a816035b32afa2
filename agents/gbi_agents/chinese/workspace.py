"""The workspace: settings, catalogue, corrections, conversations, the glossary, SQL."""

SENTENCES = {
    # settings
    "unknown setting {}{}": "未知的设置 {0}{1}",
    "; did you mean {}?": "；您是指 {0} 吗？",
    # the glossary
    "{} is larger than {} bytes; a glossary holds terms, not data": "{0} 超过 {1} 字节；术语表只存放术语，不存放数据",
    "{} cannot be read: {}; save it as UTF-8 text": "无法读取 {0}：{1}；请保存为 UTF-8 文本",
    "{} is not YAML{}; mend that line": "{0} 不是 YAML{1}；请修正该行",
    " (line {})": "（第 {0} 行）",
    "{}: {}: {}; see the example in gbi.glossary": "{0}：{1}：{2}；示例见 gbi.glossary",
    "the metric {} is no SQL expression: {}; mend glossary.yaml":
        "指标 {0} 不是 SQL 表达式：{1}；请修正 glossary.yaml",
    "the metric {} uses {}; only + - * / over columns and numbers can be computed":
        "指标 {0} 使用了 {1}；只能对列和数字做 + - * / 运算",
    # the catalogue
    "{} is a database of another program; name another folder for the workspace":
        "{0} 是其他程序的数据库；请为工作区另选文件夹",
    "{} was made by a newer gbi (its catalogue has version {}, this gbi knows {}); update gbi, or name another folder":
        "{0} 由较新的 gbi 建立（目录版本为 {1}，当前 gbi 支持 {2}）；请更新 gbi，或另选文件夹",
    "another process is writing: try again when it is done": "另一个进程正在写入：请等其完成后再试",
    "the folder cannot be written to: check its permissions": "文件夹不可写：请检查权限",
    "check that the folder exists and can be written to": "请检查文件夹是否存在、是否可写",
    "the file is damaged or of another program: name another folder": "文件已损坏或属于其他程序：请另选文件夹",
    "the file is damaged: add the documents to a new workspace (their bytes are in files/)":
        "文件已损坏：请将文档加入新的工作区（原始文件在 files/ 中）",
    "check the space left on the disk": "请检查磁盘剩余空间",
    "a conversation needs a name of at least one character": "对话名称至少要有一个字符",
    "conversation {} has no turn {}": "对话 {0} 没有第 {1} 轮",
    "no conversation {} in this workspace; it may have been deleted meanwhile":
        "此工作区中没有对话 {0}；可能已被删除",
    "column {} holds true and false; {} is neither": "列 {0} 只能是真或假；{1} 两者都不是",
    "column {} holds dates; write {} as YYYY-MM-DD": "列 {0} 是日期；请将 {1} 写成 YYYY-MM-DD",
    "column {} holds numbers; {} is none": "列 {0} 是数字；{1} 不是数字",
    "column {} holds finite numbers; {} is none": "列 {0} 是有限的数字；{1} 不是",
    "the workspace's copy of {} is gone; add that file again": "工作区中保存的 {0} 已不存在；请重新添加该文件",
    "no document {} in this workspace; ws.documents() lists those that are":
        "此工作区中没有文档 {0}；ws.documents() 可列出现有文档",
    "ws.documents() lists those that are": "ws.documents() 可列出现有文档",
    "did you mean {}?": "您是指 {0} 吗？",
    "{} documents are called {}; name one by its id: see ws.documents()":
        "有 {0} 个文档都叫 {1}；请用编号指定：见 ws.documents()",
    "no document {} in this workspace; {}": "此工作区中没有文档 {0}；{1}",
    "no page {} of document {}: {}": "没有文档 {1} 的第 {0} 页：{2}",
    "it was not read; ws.add(file, pages=...) reads it": "尚未读取；可用 ws.add(file, pages=...) 读取",
    "cannot write {}: {}; check the folder and the disk": "无法写入 {0}：{1}；请检查文件夹和磁盘",
    "{} changed while it was being read; add it again": "{0} 在读取时被改动；请重新添加",
    "no region {} in this workspace; ws.regions() lists those that are":
        "此工作区中没有区域 {0}；ws.regions() 可列出现有区域",
    "cell {} is not in the current reading of its region; correct a cell of it":
        "单元格 {0} 不在该区域当前的读取结果中；请更正其中的单元格",
    "no correction {}; ws.corrections() lists those that are": "没有更正 {0}；ws.corrections() 可列出现有更正",
    "no reading {} in this workspace; ws.readings() lists those that are":
        "此工作区中没有读取结果 {0}；ws.readings() 可列出现有结果",
    "{} is no cell id; take the id of a cell of ws.readings()":
        "{0} 不是单元格编号；请使用 ws.readings() 中单元格的编号",
    "reading {} has no row {}, column {}": "读取结果 {0} 没有第 {1} 行第 {2} 列",
    "a verdict needs a name: give(region, verdict, by='...')": "核对结论需要署名：give(region, verdict, by='...')",
    "region {} was not read; ws.regions() lists those of the workspace":
        "区域 {0} 未被读取；ws.regions() 可列出工作区中的区域",
    "cannot make the workspace {}: {}; name another folder": "无法建立工作区 {0}：{1}；请另选文件夹",
    "no table {} in this workspace; ws.tables() lists those that are":
        "此工作区中没有表 {0}；ws.tables() 可列出现有的表",
    "the query has {} characters; {} at most": "查询有 {0} 个字符；最多 {1} 个",
    "a correction needs a name: correct(cell, value, by='...')": "更正需要署名：correct(cell, value, by='...')",
    "the data of table {} is missing from the workspace; read its document again":
        "工作区中缺少表 {0} 的数据；请重新读取其文档",
    # SQL
    "The query was stopped after {} seconds (setting GBI_SQL_SECONDS); filter or aggregate earlier, or raise the limit":
        "查询在 {0} 秒后被停止（设置 GBI_SQL_SECONDS）；请先筛选或汇总，或调高上限",
    "The query was stopped at the memory limit of {} MB (setting GBI_SQL_MEMORY_BYTES); select fewer rows or columns, "
    "or raise the limit":
        "查询达到 {0} MB 的内存上限而被停止（设置 GBI_SQL_MEMORY_BYTES）；请减少行或列，或调高上限",
    "The query was refused: {}": "查询被拒绝：{0}",
    "The query cannot run. {}": "查询无法运行。{0}",
    "{} is the name of a system table; give the CTE another name": "{0} 是系统表的名称；请为 CTE 另取名称",
    "The query is nested too deeply; write it in fewer levels": "查询嵌套过深；请减少层数",
    "The query has {} characters; at most {} are allowed": "查询有 {0} 个字符；最多允许 {1} 个",
    "The query cannot be parsed: {}": "查询无法解析：{0}",
    "Write exactly one query; {} were found": "请只写一条查询；现有 {0} 条",
    "Only reading queries (SELECT, VALUES, PIVOT, UNION ...) may run":
        "只能运行读取类查询（SELECT、VALUES、PIVOT、UNION 等）",
    "The query is empty; write a SELECT": "查询为空；请写一条 SELECT",
    "A query starts with SELECT, WITH, FROM, VALUES or PIVOT, not with {}":
        "查询应以 SELECT、WITH、FROM、VALUES 或 PIVOT 开头，而不是 {0}",
    "The query is nested {} levels deep; at most {} are allowed": "查询嵌套 {0} 层；最多允许 {1} 层",
    "The query has more than {} parts; ask for less at once": "查询的组成部分超过 {0} 个；请一次少问一些",
    "{} is not a table": "{0} 不是表",
    "Table {} is not found; name tables without a schema": "找不到表 {0}；表名前不要加 schema",
    "Table {} is not found.{} Existing tables: {}": "找不到表 {0}。{1}现有的表：{2}",
    "Column {} is not found.{} Existing columns: {}": "找不到列 {0}。{1}现有的列：{2}",
    " Did you mean {}?": "您是指 {0} 吗？",
    "{} is not allowed here; only reading queries (SELECT) may run": "这里不允许 {0}；只能运行读取类查询（SELECT）",
    "{} is not allowed here": "这里不允许 {0}",
    "SELECT INTO and FOR UPDATE are not allowed; a query only reads":
        "不允许 SELECT INTO 和 FOR UPDATE；查询只能读取",
    "SELECT without anything selected; name the columns or write *": "SELECT 没有选择任何内容；请写出列名或 *",
    "sampling and time travel are not allowed; a query must give the same answer twice":
        "不允许抽样和时间旅行；同一查询两次的结果必须相同",
    "Function {}() is not allowed{}": "不允许使用函数 {0}(){1}",
    "; did you mean {}()?": "；您是指 {0}() 吗？",
    "\"{}\" of {} has rows in several units or scales, which may be put together here; cells.unit and cells.scale tell "
    "them apart":
        "{1} 的“{0}”列各行的单位或量级不一，这里可能混在一起；可用 cells.unit 和 cells.scale 区分",
}  # fmt: skip
