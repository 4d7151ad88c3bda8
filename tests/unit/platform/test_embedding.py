"""Finding the optional sentence embeddings on a machine."""

from pathlib import Path

import pytest

from preceptor.platform import embedding


def test_a_machine_without_them_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "WHEEL", "no_such_wheel_at_all")
    assert embedding.embedder() is None


def test_another_file_in_the_wheel_is_not_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(embedding, "installed", lambda: tmp_path)
    with pytest.raises(embedding.UntrustedModel):
        embedding.embedder()


def test_a_folder_without_a_model_is_an_error_and_not_a_silence(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"model\.safetensors"):
        embedding.embedder(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"not a model")
    (tmp_path / "vocab.txt").write_text("any", encoding="utf-8")
    with pytest.raises(ValueError, match="safetensors"):
        embedding.embedder(tmp_path)
