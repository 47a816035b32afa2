"""A chat server that only waits: `python -m benchmarks.chat_mock SECONDS` prints its port and serves until killed.

In a process of its own, on bare asyncio, so that what is measured is the client.
"""

from __future__ import annotations

import asyncio
import json
import sys

REPLY = {
    "id": "1",
    "object": "chat.completion",
    "created": 0,
    "model": "mock",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": '{"n": 4}'}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960},
}


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wait_s: float) -> None:
    body = json.dumps(REPLY).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()
    try:
        while True:
            request = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(request.partition(b"content-length:")[2].partition(b"\r\n")[0])
            await reader.readexactly(length)
            await asyncio.sleep(wait_s)
            writer.write(head + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _serve(wait_s: float) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answer(reader, writer, wait_s)

    server = await asyncio.start_server(answer, "127.0.0.1", 0, limit=2**22)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
