"""English."""

WORDS = {
    "language": "Language",
    "login": "Sign in",
    "logout": "Sign out",
    "page.chat": "Chat",
    "page.reports": "Reports",
    "page.review": "Review",
    "page.data": "Data",
    "page.settings": "Settings",
    "workspace": "Workspace",
    "workspace.new": "New workspace",
    "workspace.name": "Name",
    "workspace.make": "Make it",
    "workspace.empty": "Give the workspace a name.",
}
