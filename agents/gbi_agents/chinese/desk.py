"""The `gbi` command and the desk."""

SENTENCES = {
    "{}: no such file; give the path of a report, image, slides or data file":
        "{0}：没有这个文件；请指定报告、图片、幻灯片或数据文件的路径",
    "port {} at {} is taken ({}); give another with --port": "{1} 的端口 {0} 被占用（{2}）；请用 --port 另选",
    "Streamlit's secrets cannot be read, so that nobody can sign in: {}":
        "无法读取 Streamlit 的 secrets，因此无人能登录：{0}",
    "at {} everybody who can reach this machine would see the desk and its files; set up a login ([auth] in "
    ".streamlit/secrets.toml, see README), or leave --address out and reach it by an SSH tunnel":
        "在 {0} 上，能访问这台机器的人都会看到工作台和其中的文件；请配置登录（.streamlit/secrets.toml 中的 [auth]，见 "
        "README），或不加 --address，通过 SSH 隧道访问",
    "the login ([auth] in Streamlit's secrets) needs Authlib: pip install 'gbi[login]'":
        "登录（Streamlit secrets 中的 [auth]）需要 Authlib：pip install 'gbi[login]'",
    "the login cannot work: {}": "登录无法使用：{0}",
    "cookie_secret in [auth] of Streamlit's secrets is shorter than {} characters, so that who somebody is could be "
    "forged; python -c 'import secrets; print(secrets.token_hex(32))' makes one":
        "Streamlit secrets 中 [auth] 的 cookie_secret 少于 {0} 个字符，身份可能被伪造；可用 "
        "python -c 'import secrets; print(secrets.token_hex(32))' 生成",
    "there is no workspace {}; give the folder that gbi read or gbi ui made":
        "没有工作区 {0}；请指定 gbi read 或 gbi ui 建立的文件夹",
    "nothing was corrected in {}; correct cells in the desk's review or with ws.correct":
        "{0} 中没有更正；请在工作台的“核对”中或用 ws.correct 更正单元格",
    "{} cannot be written ({}); give another path": "无法写入 {0}（{1}）；请换一个路径",
    # gbi doctor
    "read {} instead of 'Revenue 2,481'": "读到 {0}，应为 'Revenue 2,481'",
    "6 * 7 gave {}": "6 * 7 得到 {0}",
    "no SVG came out": "没有生成 SVG",
    "{} cannot be run: {}": "无法运行 {0}：{1}",
    "{} has no vLLM; models elsewhere can be used, gbi serve cannot":
        "{0} 中没有 vLLM；可以使用别处的模型，但不能用 gbi serve",
    "{} does not serve {}, but {}": "{0} 没有提供 {1}，只有 {2}",
    "the settings name no model": "设置中没有指定模型",
    "it does not answer {}: {}": "它没有回答{0}：{1}",
    "a picture": "图片",
    "a question": "问题",
    "Python {}, {} cores": "Python {0}，{1} 个核心",
    "all defaults": "均为默认值",
    "PP-OCR read a test line": "PP-OCR 读出了测试文字",
    "PyMuPDF {} and its layout model": "PyMuPDF {0} 及其版面模型",
    "SQLite {} with FTS5": "SQLite {0}，含 FTS5",
    "the guarded engine started, answered and stopped": "受保护的 SQL 引擎已启动、作答并停止",
    "Vega-Lite drew a bar": "Vega-Lite 画出了柱形",
    "{} can be written": "{0} 可写",
    "none set; the embedded tools answer": "未设置；由内置工具作答",
    "the vision model dispatches": "由视觉模型调度",
    "{} answered {} in {} s, {} tokens/s": "{0} 回答{1}用时 {2} 秒，每秒 {3} 个 token",
    "a picture ({} tokens)": "图片（{0} 个 token）",
    "settings": "设置",
    "cache": "缓存",
    "ocr": "文字识别",
    "search": "检索",
    "plots": "绘图",
    "vision model": "视觉模型",
    "language model": "语言模型",
    "serving": "模型服务",
    "correct the GBI_ variables in the environment or in .env": "请修正环境变量或 .env 中的 GBI_ 设置",
    "make the folder writable, or set GBI_CACHE_DIR to one that is":
        "请使文件夹可写，或将 GBI_CACHE_DIR 设为可写的文件夹",
    "use a Python whose sqlite3 was built with FTS5": "请使用 sqlite3 带有 FTS5 的 Python",
    "start it (gbi serve), correct GBI_VLM_..., or unset GBI_VLM_URL":
        "请启动它（gbi serve），修正 GBI_VLM_... 设置，或取消 GBI_VLM_URL",
    "start it (gbi serve), correct GBI_LLM_..., or unset GBI_LLM_URL":
        "请启动它（gbi serve），修正 GBI_LLM_... 设置，或取消 GBI_LLM_URL",
    "only to serve one here: set GBI_SERVE_PYTHON to a Python that has vLLM (docs/gpu.md)":
        "仅在本机运行模型时需要：请将 GBI_SERVE_PYTHON 设为装有 vLLM 的 Python（docs/gpu.md）",
}  # fmt: skip
