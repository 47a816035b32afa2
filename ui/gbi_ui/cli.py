"""The `gbi` command. Exit status: 0 done (a refusal is done), 1 could not, 2 wrong call, 130 stopped by Ctrl-C.

Heavy libraries load inside the commands, and while something else already works.
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from gbi.boundary import run_command

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
def serve(
    extra: Annotated[list[str] | None, typer.Argument(metavar="[-- VLLM OPTION...]", help="Passed on to vLLM.")] = None,
    model: Annotated[str | None, typer.Option(help="Base model: a name on Hugging Face, or a folder.")] = None,
    adapter: Annotated[list[str] | None, typer.Option(metavar="NAME=DIR", help="A LoRA adapter (repeatable).")] = None,
    context: Annotated[int | None, typer.Option(help="Tokens of one conversation, images included.")] = None,
    images: Annotated[int | None, typer.Option(help="The most images of one request.")] = None,
    memory_share: Annotated[float | None, typer.Option(help="Share of the GPU's memory to take, 0 to 1.")] = None,
    dtype: Annotated[str | None, typer.Option(help="auto, bfloat16, float16 or float32.")] = None,
    tensor_parallel: Annotated[int | None, typer.Option(help="GPUs that share one copy of the model.")] = None,
    data_parallel: Annotated[int | None, typer.Option(help="Copies of the model.")] = None,
    prefix_caching: Annotated[bool | None, typer.Option(help="Keep the work of prompts that begin alike.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen at; beyond this machine only with a key.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen at.")] = None,
    load: Annotated[list[str] | None, typer.Option(metavar="NAME=DIR", help="Load into the running server.")] = None,
    unload: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Take out of the running server.")] = None,
    trust_adapters: Annotated[bool, typer.Option(help="Do not compare adapters with peft.")] = False,
) -> None:
    """Serve a vision-language model with vLLM, with LoRA adapters that are checked before they are used.

    What is not given comes from the settings GBI_SERVE_...; the key of the API only from GBI_SERVE_KEY. With --load or
    --unload no server is started: the one that runs at --host and --port is changed.
    """
    from gbi import settings
    from gbi_ui import serve as serving

    given = {
        "serve_model": model,
        "serve_context": context,
        "serve_images": images,
        "serve_memory_share": memory_share,
        "serve_dtype": dtype,
        "serve_tensor_parallel": tensor_parallel,
        "serve_data_parallel": data_parallel,
        "serve_prefix_caching": prefix_caching,
        "serve_host": host,
        "serve_port": port,
    }
    chosen = settings.load(**{name: value for name, value in given.items() if value is not None})
    if load or unload:
        raise typer.Exit(serving.change(chosen, load or [], unload or [], trusted=trust_adapters))
    raise typer.Exit(serving.start(chosen, adapter or [], extra or [], trusted=trust_adapters))


@app.command()
def batch(
    paths: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Folders of reports, or files.")],
    out: Annotated[Path, typer.Option(help="Folder for the answers; holds the workspace too, and resumes from it.")],
    question: Annotated[list[str] | None, typer.Option("--ask", help="Asked of each report; several times.")] = None,
    engine: Annotated[str, typer.Option(help="Where the work is done.")] = "local",
    workers: Annotated[int | None, typer.Option(min=1, help="Reports at a time; default: cores less one.")] = None,
    seconds: Annotated[float, typer.Option(min=1, help="The most that one report may take.")] = 1800.0,
    retry: Annotated[bool, typer.Option(help="Do again what failed before.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read every figure of many reports and ask each the same questions. Goes on where it was stopped."""
    from gbi_ui.batch import command

    raise typer.Exit(
        command.run(
            paths, out, question or [], engine=engine, workers=workers, seconds=seconds, retry=retry, as_json=as_json
        )
    )


@app.command()
def ui(
    workspace: Annotated[Path | None, typer.Option("--workspace", "-w", help="Folder for the workspaces.")] = None,
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8501,
    address: Annotated[
        str, typer.Option(help="Address to serve on; anything but this machine needs a login.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open it in the browser.")] = True,
) -> None:
    """Open the desk in the browser: chat, reports, review, data."""
    from gbi_ui.desk import command

    command.run(workspace, port, address, open_browser=browser)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="The ZIP to write.")],
    workspace: Annotated[Path, typer.Option("--workspace", "-w", help="The workspace that was corrected.")],
) -> None:
    """Export corrections with their figures, for gbi-sft convert."""
    from gbi_ui import exporting

    raise typer.Exit(exporting.run(workspace, out))


@app.command()
def doctor(as_json: JsonOption = False) -> None:
    """Show what works here, what does not, and the mend."""
    from gbi_ui import doctor as checks

    raise typer.Exit(checks.run(as_json=as_json))


def main() -> None:
    """The entry point: errors of the program become one line on stderr and exit status 1."""
    gc.set_threshold(100_000, 20, 20)  # a fifth of the time of large imports goes into looking for garbage
    run_command("gbi", app, kept="what was read so far is kept")
