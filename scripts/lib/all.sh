# shellcheck shell=bash
# Everything that scripts/start and scripts/test call, in one file to source.
# shellcheck source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=example.sh
source "$(dirname "${BASH_SOURCE[0]}")/example.sh"
# shellcheck source=steps.sh
source "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
