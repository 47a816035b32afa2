"""Chinese."""

WORDS = {
    "language": "语言",
    "login": "登录",
    "logout": "退出登录",
    "page.chat": "对话",
    "page.reports": "报告",
    "page.review": "核对",
    "page.data": "数据",
    "page.settings": "设置",
    "workspace": "工作区",
    "workspace.new": "新建工作区",
    "workspace.name": "名称",
    "workspace.make": "新建",
    "workspace.empty": "请填写工作区名称。",
}
