"""How pages are packed on their way to a browser."""

import brotli
import pytest
from flask_compress.compat import compression

BROWSER = "gzip, deflate, br, zstd"


@pytest.mark.parametrize(
    ("takes", "packed", "unpack"),
    [
        (BROWSER, "zstd", compression.zstd.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip, deflate, br;q=1.0, zstd;q=0.1", "br", brotli.decompress),
        ("identity", None, bytes),
    ],
)
def test_a_page_is_packed_with_the_quickest_way_that_the_browser_takes(scene, takes, packed, unpack):
    scene.plan_at("assigned")
    address = "/plans/1"
    whole = scene.ana.browser.get(address, headers={"Accept-Encoding": "identity"})
    answer = scene.ana.browser.get(address, headers={"Accept-Encoding": takes})
    assert answer.headers.get("Content-Encoding") == packed
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert unpack(answer.data)[:2000] == whole.data[:2000]
    assert packed is None or len(answer.data) < len(whole.data) / 2
