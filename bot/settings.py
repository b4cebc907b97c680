"""Settings from the environment and `.env`; only app.py and cli.py read them and pass plain values down."""

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting of Standfirst, each `STANDFIRST_<NAME>`; `.env.example` explains them."""

    model_config = SettingsConfigDict(env_prefix="STANDFIRST_", env_file=".env", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default_factory=lambda: user_data_path("standfirst", appauthor=False))
    database_url: str = ""
    time_zone: str = "UTC"
    language: str = "en"
    templates: Path | None = None
    fetch_timeout: float = Field(default=20.0, gt=0, le=120)
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = ""
    secret_key: SecretStr = SecretStr("")
    x_api_url: str = ""
    linkedin_api_url: str = ""
    allowed_hosts: str = ""
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = Field(default=8443, gt=0, lt=65536)
    metrics_port: int = Field(default=0, ge=0, lt=65536)
    metrics_listen: str = "127.0.0.1"
    log_days: int = Field(default=400, ge=31)

    @field_validator("home", "templates")
    @classmethod
    def _expanded(cls, value: Path | None) -> Path | None:
        try:
            return value.expanduser() if value else value
        except RuntimeError as fault:  # "~someone" where nobody is called so
            raise PydanticCustomError("no_folder", "no such folder") from fault

    @field_validator("home")
    @classmethod
    def _folder(cls, value: Path) -> Path:
        if value.exists() and not value.is_dir():
            raise PydanticCustomError("not_a_folder", "not a folder")
        return value

    @field_validator("templates")
    @classmethod
    def _there(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise PydanticCustomError("no_folder", "no such folder")
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise PydanticCustomError("no_zone", "no such zone") from fault
        return value

    @property
    def allowed(self) -> frozenset[str]:
        """Hosts that may be called though they are private."""
        return frozenset(filter(None, (name.strip().lower() for name in self.allowed_hosts.split(","))))

    @property
    def addresses(self) -> dict[str, str]:
        """Where networks are called, by platform name, where that is not their usual address."""
        known = {"telegram": self.telegram_api_url, "x": self.x_api_url, "linkedin": self.linkedin_api_url}
        return {name: url for name, url in known.items() if url}

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database: the setting, or one SQLite file in `home`."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'standfirst.db'}"
