"""What an operator may set: from the environment (`BIRTHCASE_…`) and one TOML file, never changed later."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from casefile.errors import UsageError

FILE_VARIABLE = "BIRTHCASE_CONFIG"


class Settings(BaseSettings):
    """Everything that differs between two installations; the environment wins over the file."""

    model_config = SettingsConfigDict(env_prefix="BIRTHCASE_", frozen=True, extra="forbid")

    data_dir: Path = Field(default_factory=lambda: user_data_path("birthcase"))
    """Where serve keeps its database, objects and keys; only its owner may enter."""

    host: str = "127.0.0.1"
    port: int = Field(default=8640, ge=1, le=65535)
    tls_cert: Path | None = None
    """Certificate chain (PEM) with which the web speaks TLS, and its key."""
    tls_key: Path | None = None
    secret: SecretStr | None = None
    """What webhook secrets and signed addresses are made from; None: a file in `data_dir`, made once."""
    data_keys: SecretStr | None = None
    """What data is sealed with: 64 bytes in hex, the newest first, with commas; None: a file there."""
    requests_a_second: float = Field(default=100, gt=0)
    """How much one API key may ask; twice as much in a burst."""
    gigabytes_a_day: float = Field(default=100, gt=0)
    """How much one API key may upload in any day; the count begins anew with the service."""
    wrong_keys_a_minute: int = Field(default=20, ge=1)
    """Wrong keys from one address, after which it is turned away."""
    clamd: str | None = None
    """`host:port` or socket of an antivirus that sees every upload; where it is silent nothing is taken."""
    draft_days: float = Field(default=30, gt=0)
    """After so long without a file or a word, a draft is given up and its files are removed."""
    free_bytes: int = Field(default=1_000_000_000, ge=0)
    """Free space in `data_dir` below which no upload is taken."""
    preview_readers: int = Field(default=1, ge=0, le=64)
    """Reader processes that only look at photos before they are handed in; 0: no preview."""
    preview_seconds: float = Field(default=2, gt=0)
    """After so long the app is told to go on without a preview."""
    webhook_networks: str = ""
    """Private networks that webhooks may call, with commas, such as `10.2.0.0/16`; else public ones only."""
    drop_bucket: str | None = None
    """Bucket that is looked through for cases; None: there is none."""
    drop_seconds: float = Field(default=10, gt=0)

    public_url: str | None = Field(default=None, pattern="^https?://")
    """Where browsers reach the console, where that is not where it listens."""
    oidc_issuer: str | None = Field(default=None, pattern="^https?://")
    """An OpenID Connect provider that people may sign in by; it must be asked over TLS."""
    oidc_client_id: str = "birthcase"
    oidc_client_secret: SecretStr | None = None
    oidc_scope: str = "openid profile email"
    oidc_roles_claim: str = "roles"
    """Claim of the id token that lists a person's groups, and what comes before a role's name in them."""
    oidc_role_prefix: str = "birthcase-"

    audit_heads: Path | None = None
    """File to which the audit's head is written, best on another machine; None: `audit-heads.jsonl` here."""
    audit_heads_url: str | None = Field(default=None, pattern="^https?://")
    """A receiver elsewhere that is sent each head, signed like a webhook."""
    audit_heads_seconds: float = Field(default=3600, gt=0)

    quality_share: float = Field(default=0.02, ge=0, le=1)
    """Share of accepted cases that a person looks at once more."""

    lang: str = Field(default="zh", pattern="^(zh|en)$")

    engine: str = "pipeline.engine:load"
    """Dotted name of what a reader process loads."""
    models: str | None = None
    """Folder of recognition models; None means the embedded ones."""
    calibration: Path | None = None
    """What raw scores are worth, as `birthcase corrections refit` has written it; None: as shipped."""
    runner: bool = True
    """Whether serve starts a runner; where runners are processes of their own (`python -m flows`), not."""
    readers: int = Field(default=0, ge=0, le=256)
    """Reader processes; 0 means one a processor core."""
    page_seconds: float = Field(default=120, gt=0)
    """Wall time after which a reader process counts as hung and is killed."""
    load_seconds: float = Field(default=180, gt=0)
    """Wall time that loading the models may take."""
    recycle_after: int = Field(default=300, ge=1)
    """Pages after which a reader process is replaced, which bounds its memory."""

    database_url: str | None = None
    """SQLAlchemy address; None means an SQLite file in `data_dir`."""
    s3_endpoint: str | None = None
    """`host:port` of an S3 store; None means the embedded one."""
    s3_secure: bool = True
    s3_access_key: str | None = None
    s3_secret_key: SecretStr | None = None
    s3_bucket: str = "birthcase"
    s3_local_dir: Path | None = None
    """Folder of the embedded store, whose names are forced to the disk; serve sets it."""
    prefect_api_url: str | None = None
    """A running Prefect server; None means that serve starts its own on the loopback address."""

    registry_file: Path | None = None
    """Records outside as an SQLite file or a folder of CSV files; see `pipeline/registry_file.py`."""
    registry_url: str | None = Field(default=None, pattern="^https?://")
    """A service that answers for records outside; see `pipeline/registry_http.py`."""
    registry_key: SecretStr | None = None
    registry_seconds: float = Field(default=5, gt=0, le=60)
    registry_tries: int = Field(default=3, ge=1, le=10)
    institutions_dir: Path | None = None
    """Folder with the authority's lists of institutions, one `<province>.csv` or `.txt` each."""

    lease_seconds: float = Field(default=600, gt=0)
    batch: int = Field(default=20, ge=1, le=100)
    poll_seconds: float = Field(default=1.0, gt=0)
    prefect_seconds: float = Field(default=60, ge=0)
    """How long a runner that starts waits for Prefect, which records its work; the work needs none."""

    keep_pictures_days: int | None = Field(default=None, ge=1)
    """Days after its end that a case's files and readings are kept; None: as long as the case."""
    keep_cases_days: int | None = Field(default=None, ge=1)
    """Days after its end that a case is kept at all; None: for ever. The audit stays."""
    scrub_hours: float = Field(default=24, ge=0)
    """Hours between two looks at every object; 0: never by itself."""
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    """Port on which Prometheus is answered; None: nowhere, 0: a free one."""
    metrics_host: str = "127.0.0.1"
    rerun_workers: int = Field(default=1, ge=0, le=16)
    """Prefect workers that serve starts for reruns asked for at Prefect; 0: none on this machine."""
    rerun_cron: str | None = None
    """When reruns start by themselves, such as `0 2 * * *`; needs `rerun_where`."""
    rerun_where: str = ""
    """Which cases those are, as `birthcase rerun --where` takes it."""

    @property
    def reader_count(self) -> int:
        """Reader processes to start."""
        return self.readers or os.cpu_count() or 1

    @property
    def database(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data_dir / 'birthcase.db'}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file named by `BIRTHCASE_CONFIG`."""
        named = os.environ.get(FILE_VARIABLE)
        file = TomlConfigSettingsSource(settings_cls, Path(named)) if named else None
        return (init_settings, env_settings, *([file] if file else []))


def load_settings(**given: Any) -> Settings:
    """The settings of this process; raises UsageError that names the setting to mend."""
    named = os.environ.get(FILE_VARIABLE)
    if named and not Path(named).is_file():
        raise UsageError(f"没有设置文件 {named}（{FILE_VARIABLE}）")
    try:
        return Settings(**given)
    except ValidationError as error:
        names = "、".join(sorted({".".join(map(str, line["loc"])) for line in error.errors()}))
        raise UsageError(f"设置有误，请改正：{names}") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"设置文件 {named} 不是有效的 TOML：{error}") from error


def as_environment(settings: Settings) -> dict[str, str]:
    """Variables from which another process gets the same settings; secrets are among them."""
    kept = settings.model_dump(exclude_none=True)
    return {f"BIRTHCASE_{name.upper()}": _text(value) for name, value in kept.items()}


def _text(value: Any) -> str:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case bool():
            return str(value).lower()
    return str(value)
