# Used by ./test: Debian's chromium, PostgreSQL, fonts, a reader of PDF, strace and age, and a PostgreSQL server of our own for the run.
need_system_packages() {
  missing=""
  command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
  fc-list 2>/dev/null | grep -q "Noto Serif CJK" || missing="$missing fontconfig fonts-noto-cjk"
  command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
  command -v strace >/dev/null 2>&1 || missing="$missing strace"
  command -v age >/dev/null 2>&1 || missing="$missing age"
  command -v msgfmt >/dev/null 2>&1 || missing="$missing gettext"
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing ..." >&2
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
  else
    echo "Missing for the full tests:$missing (install them, or run ./test quick)" >&2
    exit 1
  fi
}

# A cluster in a folder that goes away, on a Unix socket and a loopback port that nobody else uses.
start_postgresql() {
  pgbin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
  pgdir=$(mktemp -d /tmp/lianjian-pg.XXXXXX)
  pgport=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  if [ "$(id -u)" = 0 ]; then chown postgres "$pgdir"; as_pg="runuser -u postgres --"; else as_pg=""; fi
  $as_pg "$pgbin/initdb" -D "$pgdir/data" -U lianjian --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
  $as_pg "$pgbin/pg_ctl" -D "$pgdir/data" -w -s -l "$pgdir/log" \
    -o "-p $pgport -k $pgdir -h 127.0.0.1 -c fsync=off -c max_connections=60" start
  LIANJIAN_TEST_POSTGRES_URL="postgresql://lianjian@127.0.0.1:$pgport/postgres"
  export LIANJIAN_TEST_POSTGRES_URL
}

stop_postgresql() {
  [ -n "${pgdir:-}" ] || return 0
  $as_pg "$pgbin/pg_ctl" -D "$pgdir/data" -m immediate -s stop || true
  rm -rf "$pgdir"
}
