"""Where the broker is and how it is reached."""

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from kombu import Connection

from portal import broker


def test_the_socket_stays_in_the_folder_while_its_path_is_short_enough(tmp_path):
    assert broker.socket_path(Path("/srv/portal/var")) == Path("/srv/portal/var/broker.sock")
    long = tmp_path / ("æ" * 50)
    path = broker.socket_path(long)
    assert len(os.fsencode(path)) <= broker.SOCKET_PATH_BYTES
    assert long not in path.parents
    assert path == broker.socket_path(long)
    assert path != broker.socket_path(tmp_path / ("ø" * 50))


def test_a_folder_that_others_can_reach_into_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(broker, "socket_path", lambda var: tmp_path / "shared" / "broker.sock")
    broker.make_socket_folder(tmp_path / "var")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o700
    (tmp_path / "shared").chmod(0o777)
    with pytest.raises(PermissionError, match="open to others"):
        broker.make_socket_folder(tmp_path / "var")


def test_redis_url_wins(tmp_path):
    url, options = broker.celery_settings("redis://broker.example.org:6379/1", tmp_path)
    assert url == "redis://broker.example.org:6379/1"
    assert options["visibility_timeout"] > 600


def test_without_a_wheel_messages_are_files(tmp_path, monkeypatch):
    monkeypatch.setattr(broker, "has_embedded_server", lambda: False)
    url, options = broker.celery_settings("", tmp_path)
    assert url == "filesystem://"
    assert Path(options["data_folder_in"]) == Path(options["data_folder_out"]) == tmp_path / "broker"


def test_a_message_survives_the_broker_in_a_folder_with_a_space(tmp_path):
    var = tmp_path / "a b"
    var.mkdir()
    url, options = broker.celery_settings("", var)
    assert unquote(url).endswith("broker.sock")

    def with_broker(action):
        broker.make_socket_folder(var)
        server = subprocess.Popen(broker.server_command(var))
        try:
            for _attempt in range(200):
                if broker.is_answering(var):
                    break
                assert server.poll() is None
            with Connection(url, transport_options=options) as connection:
                queue = connection.SimpleQueue("jobs")
                action(queue)
                queue.close()
        finally:
            server.terminate()
            server.wait(10)

    def take(queue):
        message = queue.get(timeout=5)
        taken.append(message.payload)
        message.ack()

    taken: list[str] = []
    with_broker(lambda queue: queue.put("make the minutes"))
    with_broker(take)
    assert taken == ["make the minutes"]
    assert not broker.is_answering(var)
