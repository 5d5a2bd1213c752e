from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from serve_world import client, fill

from dragoman.store import Store


@pytest.fixture(scope="session")
def shared_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("serve") / "s.db"
    fill(path)
    return path


@pytest.fixture(scope="session")
def store(shared_path: Path) -> Iterator[Store]:
    with Store.open(str(shared_path)) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(store: Store) -> TestClient:
    return client(store)
