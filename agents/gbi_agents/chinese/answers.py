"""Questions and answers: what was not taken up, what was checked, what a batch notes."""

SENTENCES = {
    "the question is empty; ask something, e.g. 'What was the revenue in 2020?'":
        "问题为空；请提问，例如“2020年的营业收入是多少？”",
    "the question has no word in it; ask something, e.g. 'What was the revenue in 2020?'":
        "问题中没有文字；请提问，例如“2020年的营业收入是多少？”",
    "the question has {} characters, at most {} are taken; shorten it": "问题有 {0} 个字符，最多 {1} 个；请缩短",
    "the question is in a language that is not served; ask in English or Chinese": "不支持该语言；请用中文或英文提问",
    "the question got no answer; ask it again": "这个问题没有得到答案；请重新提问",
    "there is no result to draw; run a query first": "没有可绘制的结果；请先查询",
    "the result has no column {} or {}; it has {}": "结果中没有列 {0} 或 {1}；现有：{2}",
    "a conversation holds data of the type {}, which is not read; start a new thread":
        "对话中含有类型为 {0} 的数据，不予读取；请开始新的对话",
    "a conversation cannot hold a {}": "对话中不能保存 {0}",
    "a conversation holds an unknown kind of data, {}; start a new thread":
        "对话中含有未知类型的数据 {0}；请开始新的对话",
    # warnings of answers
    "several share the first place": "有多项并列第一",
    "it happened more than once; the first time is told": "发生过不止一次；这里给出第一次",
    "other tables fit about as well and say otherwise: {}": "另有同样相符的表，说法不同：{0}",
    "check failed: {}": "未通过检查：{0}",
    "check failed: {} ({})": "未通过检查：{0}（{1}）",
    "the source itself does not say: {}": "图表本身没有提到：{0}",
    "uses a value that a person corrected": "使用了人工更正的值",
    "the value is a model's word: no table confirms it": "这个值是模型看图得到的，没有表格证实",
    "no model looked at the figure: {}": "没有模型看过这张图：{0}",
    "the figure's own words read like an order to whoever reads it; what a model says of it is not used":
        "图中的文字像是在向读者下命令；不采用模型对它的说法",
    "the dispatcher {} failed ({}); the rules answered": "调度器 {0} 失败（{1}）；由规则作答",
    # checks
    "the question's words are accounted for": "问题中的词都有着落",
    "every number has a witness": "每个数字都有出处",
    "SQL agrees with the cells": "SQL 结果与单元格一致",
    "cited cells are the query's": "所引单元格即查询所用",
    "the value stands in the passage": "数值出现在所引文字中",
    "the model's words fit its result": "模型的话与查询结果相符",
    "the model's look at the figure agrees": "模型看图的结果一致",
    "a tool or the page's text shows the value": "工具或页面文字中有这个值",
    "the rules compute the same": "规则算得相同的结果",
    "the SQL's lineage could not be followed; the plan's cells are cited":
        "无法追踪 SQL 的数据来源；引用的是计划中的单元格",
    "the SQL's lineage could not be followed; its tables are cited": "无法追踪 SQL 的数据来源；引用的是整张表",
    # batches
    "there is no engine called {}; known: {}": "没有名为 {0} 的执行引擎；可用的有：{1}",
    "{}: no such file or folder; give a folder of reports": "{0}：没有这个文件或文件夹；请指定存放报告的文件夹",
    "no report in {}; files of these kinds are read: {}": "{0} 中没有报告；可读取的文件类型：{1}",
    "{}: cannot be read: {}": "{0}：无法读取：{1}",
    "{} of {} pages could not be read whole: see the document's warnings":
        "{1} 页中有 {0} 页未能完整读取：见文档的提示",
    "the document could not be read: see its failure": "文档未能读取：见其失败原因",
    "it took more than {} s and was stopped; what was read until then is kept: raise --seconds":
        "用时超过 {0} 秒而被停止；已读取的内容已保留：请调高 --seconds",
    "the process that read it ended ({}: {}); please report it": "读取它的进程意外结束（{0}：{1}）；请反馈给我们",
}  # fmt: skip
