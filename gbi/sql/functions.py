"""The SQL functions a query may call: a reviewed list made from DuckDB's own catalogue, kept beside this file.

`python -m gbi.sql.functions` prints the list anew for the installed DuckDB; a test holds the stored file to it.
What is left out, and why, stands in `LEFT_OUT`: the list is of what may run, so a function that a new DuckDB
brings is refused until somebody has looked at it.
"""

from __future__ import annotations

import json
import re
import sys
from functools import lru_cache
from importlib.resources import files

TABLE_FUNCTIONS = frozenset({"unnest", "range", "generate_series"})

CLOCK = frozenset({"current_date", "today", "now", "get_current_timestamp"})
"""Read the clock and nothing else; allowed although they are not constant."""

LEFT_OUT = (
    (r".*[^a-z0-9_].*|[^a-z].*", "operators; they are nodes of the tree, not calls"),
    (r"_.*", "internal"),
    (r"pg_.*|.*_privilege|inet_.*|.*_description|format_pg_type|format_type|map_to_pg_oid", "Postgres catalogue"),
    (r"current_.*|session_.*|user|version|in_search_path|txid_.*|get_current_time|getvariable", "server state"),
    (r"transaction_timestamp|get_block_size|typeof_.*|enum_.*", "server state"),
    (r"parse_(dir|file)name|parse_path|parse_dirpath|path_join|hive_.*|parse_duckdb_.*", "file paths"),
    (r"json_.*serialize.*|json_copy_.*|query.*|write_log|error|assert_true|sleep.*", "runs or stops things"),
    (r"(icu_)?collate_.*|.*sort_key|.*byte_comparable|constant_or_null|index_key|stats|vector_type", "plumbing"),
    (r"cast_to_type|make_type|get_type|replace_type|remap_struct|can_cast_implicitly|invoke|switch", "plumbing"),
    (r"combine.*|finalize|to_aggregate_state|is_histogram_other_bin|sum_no_overflow|variant_.*", "plumbing"),
    (r"st_.*|vertex_extract|(i?like|not_i?like)_escape|operator.*|arg_.*_nulls_last", "plumbing"),
    (r"ago|random|setseed|gen_random_uuid|uuid.*|reservoir_quantile|nextval|currval|setval", "not the same twice"),
)


@lru_cache(maxsize=1)
def allowed() -> frozenset[str]:
    """Lower-case names of the scalar, aggregate and window functions and macros that a query may call."""
    return frozenset(name for names in _kinds().values() for name in names)


@lru_cache(maxsize=1)
def aggregates() -> frozenset[str]:
    """Those of `allowed()` that are aggregates."""
    return frozenset(_kinds()["aggregate"])


@lru_cache(maxsize=1)
def _kinds() -> dict[str, list[str]]:
    text = files("gbi.sql").joinpath("functions.json").read_text(encoding="utf-8")
    kinds: dict[str, list[str]] = json.loads(text)["functions"]
    return kinds


def from_catalogue() -> dict[str, object]:
    """The list for the installed DuckDB: its version and, by kind, the sorted names that `LEFT_OUT` lets through."""
    import duckdb

    rows = duckdb.execute(
        "SELECT function_type, lower(function_name), bool_or(has_side_effects), max(stability) FROM duckdb_functions() "
        "WHERE function_type IN ('scalar', 'aggregate', 'window', 'macro') AND internal GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    kinds: dict[str, list[str]] = {}
    for kind, name, side_effects, stability in rows:
        changes = side_effects or stability not in (None, "CONSISTENT")
        if name in CLOCK or not (changes or any(re.fullmatch(pattern, name) for pattern, _ in LEFT_OUT)):
            kinds.setdefault(kind, []).append(name)
    return {"duckdb": duckdb.__version__, "functions": kinds}


if __name__ == "__main__":
    json.dump(from_catalogue(), sys.stdout, indent=1)
    sys.stdout.write("\n")
