"""What a browser may ask of Streamlit over its socket, and what Streamlit may say of this machine there.

The danger: a library that answers more than our pages ask. Streamlit tells every reader where its script lies, and on
request the branch and the names of the files beside it (of notes, where the explorer runs in a folder of a person's
own); it would clear what others share, or write into the program's folder. So only what our pages need is handed on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

ASKED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"})
OPERATIONS = frozenset(
    {"deferred_file", "dataframe_chunk"}
)  # a download made when it is asked for, a table's rows


def may_ask(data: bytes) -> bool:
    """Whether a message of a browser is one of those our pages make. What is no message at all is none."""
    from streamlit.proto.BackMsg_pb2 import BackMsg

    asked = BackMsg()
    if not _parsed(asked, data):
        return False
    kind = asked.WhichOneof("type")
    if kind == "backend_operation_request":
        return asked.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in ASKED


def without_path(data: bytes) -> bytes:
    """A message to a browser, without the place of the program on this machine."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    told = ForwardMsg()
    if not _parsed(told, data) or told.WhichOneof("type") != "new_session":
        return data
    told.new_session.main_script_path = ""
    return bytes(told.SerializeToString())


def _parsed(into: Any, data: bytes) -> bool:
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        into.ParseFromString(data)
    except DecodeError:
        return False
    return True


def heard(receive: Receive) -> Receive:
    """`receive` without what no page of ours asks."""

    async def receiving() -> Message:
        while True:
            message = await receive()
            data = message.get("bytes") if message["type"] == "websocket.receive" else None
            if data is None or may_ask(data):
                return message

    return receiving


def told(send: Send, script: str) -> Send:
    """`send` without what a browser need not know. script: the program's place, as Streamlit would tell it."""
    place = script.encode("utf-8")

    async def sending(message: Message) -> None:
        data = message.get("bytes") if message["type"] == "websocket.send" else None
        await send({**message, "bytes": without_path(data)} if data and place in data else message)

    return sending
