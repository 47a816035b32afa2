"""The `gbi` command. Exit status: 0 done (a refusal is done), 1 could not, 2 wrong call, 130 stopped by Ctrl-C.

Heavy libraries load inside the commands, and while something else already works.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from gbi.errors import GbiError

app = typer.Typer(
    name="gbi",
    help="Reads charts, tables and PDF reports; answers with the number, the SQL and the place it came from.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Workspace folder; default: one in your cache, keyed by content."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@app.command()
def read(
    files: Annotated[list[Path], typer.Argument(help="Reports, images, slides, spreadsheets, data files.")],
    pages: Annotated[str | None, typer.Option(help='Pages to read, like "3-7" or "1,4,9-".')] = None,
    reader: Annotated[list[str] | None, typer.Option(help="Only this reader (may be given several times).")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    csv: Annotated[Path | None, typer.Option(help="Write each reading as a CSV file into this folder.")] = None,
) -> None:
    """Read every chart and table of the files. With --json, one Reading a line."""
    from gbi_ui import reading

    raise typer.Exit(reading.run(files, pages=pages, readers=reader, workspace=workspace, as_json=as_json, csv=csv))


@app.command()
def ask(
    words: Annotated[list[str], typer.Argument(metavar="[FILE]... QUESTION", help="Files, then the question.")],
    workspace: WorkspaceOption = None,
    thread: Annotated[str | None, typer.Option(help="Name of a conversation: keeps context, resumes.")] = None,
    as_json: JsonOption = False,
    show: Annotated[Path | None, typer.Option(help="Write one self-contained HTML page with the evidence.")] = None,
) -> None:
    """Ask a question of the files, or of a workspace. The last argument is the question."""
    from gbi_ui import asking

    files = [Path(word) for word in words[:-1]]
    if not files and workspace is None:
        raise typer.BadParameter("give at least one file before the question, or --workspace DIR")
    raise typer.Exit(asking.run(files, words[-1], workspace=workspace, thread=thread, as_json=as_json, show=show))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Show what works here, what does not, and the mend."""
    from gbi_ui import doctor as checks

    raise typer.Exit(checks.run(as_json=as_json))


def main() -> None:
    """The entry point: errors of the program become one line on stderr and exit status 1."""
    gc.set_threshold(100_000, 20, 20)  # a fifth of the time of large imports goes into looking for garbage
    try:
        app()
    except GbiError as error:
        print(f"gbi: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("gbi: stopped; what was read so far is kept", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
