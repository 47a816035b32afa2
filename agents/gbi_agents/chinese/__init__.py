"""What the program says in English, in Chinese: a table of sentences for each part of it, and the way to look up."""

from __future__ import annotations

from gbi_agents.chinese.lookup import in_language as in_language
