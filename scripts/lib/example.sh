# shellcheck shell=bash
# The demo: the collections of examples/ against the built-in demo API.
# shellcheck disable=SC2154 # root is common.sh's

# run_example [OPTION...]: starts the demo API on free ports, runs each example collection against it with its
# environment and data, and stops the demo API.
run_example() {
  local signet=$root/build/release/signet ports http server status=0 collection
  coproc demo { exec "$signet" demo-api --json; }
  # shellcheck disable=SC2154 # coproc sets it
  server=$demo_PID
  # shellcheck disable=SC2064 # the number is known now
  trap "kill $server 2>/dev/null || true" EXIT
  read -r -t 10 ports <&"${demo[0]}" || die "the demo API did not start" "run build/release/signet demo-api to see why"
  http=$(sed -nE 's/.*"http":([0-9]+).*/\1/p' <<<"$ports")
  for collection in "$root"/examples/*.postman_collection.json; do
    "$signet" run "$collection" -e "${collection%collection.json}environment.json" -d "$root/examples/data.csv" \
      --env-var "baseUrl=http://127.0.0.1:$http" "$@" || status=$?
  done
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  return "$status"
}
