# shellcheck shell=sh disable=SC2034,SC2154 # parts of one program share their variables
# What xl and libxl say, word for word with the lines of Xen 4.17.7's sources.

say() { printf '%s\n' "$1" >&2; }

libxl() { # FILE:LINE:FUNCTION TEXT
  say "libxl: error: $1: $2"
}

no_such_domain() { # ID
  libxl libxl_domain.c:1183:libxl__destroy_domid "Domain $1:Non-existant domain"
  libxl libxl_domain.c:1137:domain_destroy_callback "Domain $1:Unable to destroy guest"
  libxl libxl_domain.c:1064:domain_destroy_cb "Domain $1:Destruction of domain failed"
}

truncated() { # WHAT FROM
  libxl libxl_utils.c:505:libxl_read_exactly "file/stream truncated reading $1 from $2"
}

# Whoever could not build a domain destroys it twice, and complains the second time (create_domain()).
cannot_build() { # ID
  libxl libxl_create.c:1640:domcreate_rebuild_done "Domain $1:cannot (re-)build domain: -3"
  destroy "$1"
  no_such_domain "$1"
}

# A domain without its disks is taken away, and once more.
cannot_add() { # ID
  destroy "$1"
  no_such_domain "$1"
}

# As getopt does it: `take_options abc: "$@"` where $2 is the command. Sets `given`, a letter each, `given_X` for those
# with a value, and `operand1` … `operand3` and `operands`, the rest and how many they are. LETTERS-NUMBER demands operands.
take_options() {
  letters=${1%-*} demanded=${1##*-} command=$2 given='' operands=0 operand1='' operand2='' operand3='' options=yes
  shift 2
  while [ $# -gt 0 ]; do
    word=$1
    shift
    case $options$word in
      yes--) options=no ;;
      yes--all) given=${given}a ;;
      yes--wait) given=${given}w ;;
      yes--long) given=${given}l ;;
      yes--verbose) given=${given}v ;;
      yes--live | yes--debug) ;;
      yes--quiet) given=${given}q ;;
      yes--dryrun) given=${given}n ;;
      yes--defconfig=*) given_f=${word#*=} ;;
      yes--defconfig)
        given_f=${1:-}
        [ $# -eq 0 ] || shift
        ;;
      yes-?*)
        word=${word#-}
        while [ -n "$word" ]; do
          letter=${word%"${word#?}"}
          word=${word#?}
          case $letters in
            *"$letter:"*)
              if [ -n "$word" ]; then
                value=$word
              else
                value=${1:-}
                [ $# -eq 0 ] || shift
              fi
              word=''
              case $letter in
                f) given_f=$value ;;
                s) given_s=$value ;;
              esac
              given=$given$letter
              ;;
            *"$letter"*) given=$given$letter ;;
            *)
              say "option \`$letter' not supported."
              exit 2
              ;;
          esac
        done
        ;;
      *)
        operands=$((operands + 1))
        case $operands in
          1) operand1=$word ;;
          2) operand2=$word ;;
          3) operand3=$word ;;
        esac
        ;;
    esac
  done
  [ "$operands" -ge "$demanded" ] || {
    plural=s
    [ "$demanded" -ne 1 ] || plural=''
    say "'xl $command' requires at least $demanded argument$plural."
    exit 2
  }
}

has() { # LETTER: of what take_options found
  case $given in *"$1"*) return 0 ;; *) return 1 ;; esac
}
