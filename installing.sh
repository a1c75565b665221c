# Shared by ./start and ./test: the virtual environment, made once and renewed when the requirements change.
# install_into_venv FILE...: installs the pinned names of FILE... and this project into .venv
install_into_venv() {
  python=""
  for candidate in python3.11 python3 python3.12 python3.13; do
    if command -v "$candidate" >/dev/null 2>&1 &&
       "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      python="$candidate"; break
    fi
  done
  if [ -z "$python" ]; then
    echo "Python 3.11 or newer with its venv module is needed: apt-get install python3 python3-venv" >&2
    exit 1
  fi
  stamp=$(cat "$@" pyproject.toml | cksum)
  mark=".venv/installed-$(echo "$*" | tr ' /' '--')"
  if [ -x .venv/bin/lianjian ] && [ "$(cat "$mark" 2>/dev/null)" = "$stamp" ]; then
    return 0
  fi
  echo "Installing (about a minute the first time) ..." >&2
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  set -- $(printf -- '-r %s ' "$@")
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  echo "$stamp" > "$mark"
}
