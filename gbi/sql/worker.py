"""The engine's disposable process: `python -m gbi.sql.worker MEMORY_BYTES`, frames on stdin and stdout.

It starts locked: no files, no network, no extensions, no further settings. Tables come in as Parquet or Arrow bytes
over the pipe. It ends when its stdin closes or its parent is gone. Nothing heavy but DuckDB and Arrow is imported.
"""

from __future__ import annotations

import contextlib
import os
import queue
import resource
import sys
import threading
from typing import Any

# DuckDB and Arrow import these two when they find them; without them the process is ready in a third of the time.
_UNUSED: dict[str, Any] = {"numpy": None, "pandas": None}
if __name__ == "__main__":
    sys.modules.update(_UNUSED)

import duckdb  # noqa: E402
import pyarrow as pa  # noqa: E402

from gbi.sql import frames  # noqa: E402
from gbi.sql.second_look import refusal  # noqa: E402

_LOCK = (
    "SET temp_directory=''",
    "SET disabled_filesystems='LocalFileSystem'",
    "SET enable_external_access=false",
    "SET lock_configuration=true",
)
Frame = tuple[dict[str, Any], bytearray]


def connect(memory_bytes: int) -> duckdb.DuckDBPyConnection:
    """A database in memory, locked. `memory_bytes` is what DuckDB may allocate for tables and queries."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": f"{memory_bytes // 2**20}MiB",
            "autoload_known_extensions": False,
            "autoinstall_known_extensions": False,
            "allow_community_extensions": False,
            "allow_unsigned_extensions": False,
            "python_enable_replacements": False,
        },
    )
    for statement in _LOCK:
        connection.execute(statement).fetchall()
    return connection


def load(connection: duckdb.DuckDBPyConnection, name: str, body: bytearray) -> int:
    """Puts a table, given as Parquet, under `name` (replacing it) and returns its number of rows.

    A `_row` column must count 0..R-1; it becomes DuckDB's `rowid`, which `*` does not show. Raises `ValueError`.
    """
    import pyarrow.parquet as pq

    table = pq.read_table(pa.BufferReader(body), use_threads=False)
    if "_row" in table.column_names:
        table = table.sort_by("_row")
        if table["_row"].to_pylist() != list(range(table.num_rows)):
            raise ValueError(f"table {name!r}: _row does not count from 0 to {table.num_rows - 1}")
        table = table.drop_columns(["_row"])
    quoted = '"' + name.replace('"', '""') + '"'
    connection.register("incoming", table)
    connection.execute(f"CREATE OR REPLACE TABLE {quoted} AS SELECT * FROM incoming").fetchall()
    connection.unregister("incoming")
    return int(table.num_rows)


def query(
    connection: duckdb.DuckDBPyConnection, sql: str, tables: list[str], rows: int, *, pivots: bool = False
) -> tuple[bool, pa.Buffer]:
    """Whether there was more than `rows`, and the first `rows` of the result as an Arrow stream.

    `tables` may be read; `pivots` when there is a PIVOT in the query. Raises `PermissionError` when DuckDB's own parser
    sees what may not run, `duckdb.Error` when the query fails.
    """
    [(serialised,)] = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchall()
    why = refusal(str(serialised), tables, pivots)
    if why:
        raise PermissionError(why)
    reader = connection.sql(sql).to_arrow_reader(2048)
    batches, left, more = [], rows, False
    for batch in reader:
        more = batch.num_rows > left
        batches.append(batch.slice(0, left))
        left -= batches[-1].num_rows
        if more:
            break
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, reader.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return more, sink.getvalue()


def answer(connection: duckdb.DuckDBPyConnection, frame: Frame) -> tuple[dict[str, Any], pa.Buffer | bytes]:
    """The reply to one request; errors of the request become a reply with `error` and its `kind`."""
    header, body = frame
    try:
        if header["do"] == "load":
            return {"rows": load(connection, header["name"], body)}, b""
        more, result = query(
            connection, header["sql"], header["tables"], header["rows"], pivots=header.get("pivots", False)
        )
        return {"more": more}, result
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        return {"error": str(error), "kind": "memory"}, b""
    except PermissionError as error:
        return {"error": str(error), "kind": "refused"}, b""
    except (duckdb.Error, pa.ArrowException, ValueError) as error:
        return {"error": str(error), "kind": type(error).__name__}, b""


def main() -> None:
    """Serves requests until stdin closes."""
    out = os.dup(1)
    os.dup2(2, 1)  # a library that prints must not write into the frames
    memory = int(sys.argv[1])
    connection = connect(memory)
    _limit_address_space(memory)
    requests: queue.Queue[Frame] = queue.Queue()
    threading.Thread(target=_listen, args=(requests, os.getppid()), daemon=True).start()
    frames.send(out, {"ready": True})
    while True:
        header, body = answer(connection, requests.get())
        frames.send(out, header, memoryview(body))


def _listen(requests: queue.Queue[Frame], parent: int) -> None:
    """Reads ahead while a query runs, so that the parent's end is noticed even then."""

    def orphaned() -> None:
        if os.getppid() != parent:
            os._exit(0)

    with contextlib.suppress(frames.Ended):
        while True:
            requests.put(frames.receive(0, watch=orphaned, poll_s=1.0))
    os._exit(0)


def _limit_address_space(extra: int) -> None:
    """Caps the address space at what is mapped now plus `extra` and room for stacks; Linux only, where the kernel
    keeps to it. Elsewhere the engine's watchdog looks at the resident size."""
    if sys.platform != "linux":
        return
    with open("/proc/self/statm") as file:  # noqa: PTH123 - a kernel file, read once
        mapped = int(file.read().split()[0]) * resource.getpagesize()
    limit = mapped + extra + 256 * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    with contextlib.suppress(frames.Ended, KeyboardInterrupt):
        main()
