# Where the project's tools are; sourced by every script and by the Makefile's recipes.
WAXSEAL_TOOLS=${WAXSEAL_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/waxseal}
export WAXSEAL_TOOLS
export PATH="$WAXSEAL_TOOLS/bin:$WAXSEAL_TOOLS/optimise/node_modules/.bin:$PATH"
