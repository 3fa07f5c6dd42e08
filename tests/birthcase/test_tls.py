import datetime as dt
import ssl
import threading
import time

import httpx
import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from birthcase.serving import _check_tls, web_config
from casefile.errors import UsageError
from pipeline.settings import Settings
from tests.pipeline.test_intake import runtime  # noqa: F401
from web.app import create_app


@pytest.fixture
def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    held = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (tmp_path / "key.pem").write_bytes(held)
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return {"tls_cert": tmp_path / "cert.pem", "tls_key": tmp_path / "key.pem"}


def test_web_speaks_tls_where_it_is_set(runtime, certificate):  # noqa: F811
    settings = runtime.settings.model_copy(update=certificate)
    _check_tls(settings)
    config = web_config(create_app(runtime), settings)
    config.port = 0
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    trust = ssl.create_default_context(cafile=str(certificate["tls_cert"]))
    answer = httpx.get(f"https://localhost:{port}/health", verify=trust)
    assert answer.json() == {"status": "ok"} and "strict-transport-security" in answer.headers
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://localhost:{port}/health")
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("missing", ["tls_cert", "tls_key"])
def test_certificate_that_cannot_be_used(tmp_path, certificate, missing):
    with pytest.raises(UsageError, match="TLS"):
        _check_tls(Settings(data_dir=tmp_path, **{**certificate, missing: tmp_path / "none.pem"}))
    with pytest.raises(UsageError, match="TLS"):
        _check_tls(Settings(data_dir=tmp_path, **{missing: certificate[missing]}))


def test_no_tls_is_fine(tmp_path):
    _check_tls(Settings(data_dir=tmp_path))
