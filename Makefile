# dateline. `make help` says what can be said.
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules

# --- settings: all may be given on the command line ------------------------------------------
PREFIX  ?= /usr/local
LIBDIR  ?= $(PREFIX)/lib
# Where zsh looks for functions of packages is each system's own.
ZSHDIR  ?= $(PREFIX)/share/zsh/site-functions
DESTDIR ?=
CC      ?= cc
ifeq ($(origin CC),default)
CC := cc
endif
VERSION := 0.1.0
B       := build
# MODE is release, check for the sanitizers' build, thread for ThreadSanitizer's, coverage for one that counts
# what runs, or fuzz for libFuzzer's (build/fuzz/NAME); CI builds them with -Werror.
MODE    ?= release
ifneq ($(CI),)
WERROR  := -Werror
endif

# What Debian calls lua5.4 has other names elsewhere; scripts/deps asks for the same ones.
LUA_PC := $(shell for name in lua5.4 lua-5.4 lua54; do \
            pkg-config --exists $$name 2>/dev/null && echo $$name && exit; done; echo lua)
PKGS   := $(LUA_PC) sqlite3 libcurl readline libcmark-gfm gumbo libxml-2.0 jansson yaml-0.1 \
          libzstd zlib libcrypto libutf8proc uchardet libzip libbrotlidec libmicrohttpd

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
        -Wvla -Wformat=2 -Wundef
BASE := -std=c17 -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -DDL_VERSION='"$(VERSION)"' \
        -Iinclude -Isrc -ffile-prefix-map=$(CURDIR)=.
HARD := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LDHARD := -pie -Wl,-z,relro,-z,now,-z,noexecstack

ifeq ($(MODE),check)
CC     := clang
O      := $(B)/check
CFLAGS ?= -O1 -g
SAN    := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HARD   := $(SAN)
LDHARD := $(SAN)
else ifeq ($(MODE),thread)
CC     := clang
O      := $(B)/thread
CFLAGS ?= -O1 -g
SAN    := -fsanitize=thread -fno-omit-frame-pointer
HARD   := $(SAN)
LDHARD := $(SAN)
else ifeq ($(MODE),fuzz)
CC     := clang
O      := $(B)/fuzzed
CFLAGS ?= -O1 -g
SAN    := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
HARD   := $(SAN)
LDHARD := $(SAN) -fsanitize=fuzzer
else ifeq ($(MODE),coverage)
CC     := gcc
O      := $(B)/coverage
CFLAGS ?= -O0 -g
# Without an optimiser gcc does not see how large a number may get.
HARD   := --coverage -fprofile-update=prefer-atomic -DDL_COVERAGE -Wno-format-truncation
LDHARD := --coverage -Wl,--wrap=_exit
COUNTS := $(O)/obj/coverage_exit.o
else
O      := $(B)
CFLAGS ?= -O2 -g
endif

PKG_CFLAGS := $(shell pkg-config --cflags-only-I $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcmark-gfm-extensions -lm -lpthread
ALL_CFLAGS  = $(BASE) $(WARN) $(WERROR) $(HARD) $(CFLAGS) $(PKG_CFLAGS)

, := ,
# --- sources: a folder is a layer, its files are found -----------------------------------------
LAYERS  := base manual date timeline store extract fetch notebook draw report archive api engine runner serve \
           kernel
LIB_SRC := $(foreach l,$(LAYERS),$(wildcard src/$(l)/*.c))
CLI_SRC := $(wildcard src/cli/*.c)
LUA_LIB := $(sort $(wildcard scripts/lib/*.lua))
TEMPLATES := $(sort $(wildcard scripts/templates/*/*))
MANUAL  := $(sort $(wildcard src/manual/*.md))
LIB_OBJ := $(LIB_SRC:src/%.c=$(O)/obj/%.o) $(O)/obj/prelude.o $(O)/obj/serve_assets.o \
           $(O)/obj/manual_data.o $(COUNTS)
CLI_OBJ := $(CLI_SRC:src/%.c=$(O)/obj/%.o) $(O)/obj/templates.o
UNIT_SRC := $(wildcard tests/unit/*.c)
UNIT    := $(UNIT_SRC:tests/unit/%.c=$(O)/unit/%)
# Fuzz targets: programs of libFuzzer's in MODE=fuzz, and together one that replays what was found.
TARGETS := $(filter-out replay,$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)))
FUZZ    := $(TARGETS:%=$(B)/fuzz/%)
REPLAY  := $(TARGETS:%=$(O)/obj/fuzz/%.o)
# What they try of the command's own.
FUZZCLI := $(addprefix $(O)/obj/cli/,reader_history.o remembered.o serve_acts.o state.o)
DRIVERS := $(O)/notebook-tests $(O)/unit/test_fuzz
FAULTS  := $(O)/fault/memory $(O)/fault/files $(O)/fault/linear $(O)/fault/growth \
           $(O)/fault/failing.so
BENCH   := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))

# --- what can be said --------------------------------------------------------------------------
.PHONY: all help demo test check valgrind threads coverage fault lint fuzz bench install clean dist deb reproduce format

help:
	@echo 'make            build build/dateline and build/libdateline.a'
	@echo 'make demo       install what is missing, build, run the flagship, say where its report is'
	@echo 'make test       install what is missing, build, run the whole suite'
	@echo 'make check      the suite under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make valgrind   the main paths under valgrind'
	@echo 'make threads    what has threads under ThreadSanitizer'
	@echo 'make coverage   the suite, and how much of src/ it runs: lines and branches, a file a line'
	@echo 'make fault      failing allocations, writes and networks, kill -9, and time on bad input'
	@echo 'make lint       formatters, analysers and the layer rules'
	@echo 'make fuzz       all fuzz targets, each TIME=60 seconds, or until it had RUNS=10000000 in all'
	@echo 'make bench      measure, and print the figures'
	@echo 'make install    into $$DESTDIR$$PREFIX (now $(DESTDIR)$(PREFIX))'
	@echo 'make dist       the sources of this commit as one file'
	@echo 'make reproduce  build this commit twice, in two folders, and compare the bytes'
	@echo 'make deb        Debian packages of this commit, looked through by lintian'
	@echo 'make clean      remove build/'

all: $(O)/dateline $(O)/libdateline.a

# What is installed decides the flags above, so deps run before a fresh make reads them; it takes
# all cores, unless -j was given.
AGAIN = $(MAKE) --no-print-directory \
        $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))
demo:
	@scripts/deps
	@+$(AGAIN) all
	@scripts/demo

test:
	@scripts/deps --test
	@+$(AGAIN) test-programs
	@tests/run $(O)

check:
	@scripts/deps --test
	@+$(AGAIN) MODE=check test-programs
	@tests/run $(B)/check

valgrind:
	@scripts/deps --test --valgrind
	@+$(AGAIN) all
	@tests/memory/run $(O)

# Servers of captures and of pages, the kernel, packing in a thread of its own, many fetches.
threads:
	@scripts/deps --test
	@+$(AGAIN) MODE=thread test-programs
	@for word in fetch serve kernel kept xpath select_suites; do tests/run $(B)/thread $$word || exit 1; done

coverage:
	@scripts/deps --test --coverage
	@+$(AGAIN) MODE=coverage test-programs
	@scripts/coverage $(B)/coverage

# Every fault, where the suite takes a sample: half an hour.
fault:
	@scripts/deps --test
	@+$(AGAIN) all $(FAULTS)
	@tests/fault/run $(O)

lint:
	@scripts/deps --test
	@scripts/lint

TIME ?= $(if $(RUNS),1800,60)
fuzz:
	@scripts/deps --test
	@+$(AGAIN) MODE=fuzz fuzz-programs
	@tests/fuzz/run $(TIME) $(or $(RUNS),0)

bench:
	@scripts/deps --bench
	@+$(AGAIN) all bench-programs
	@tests/bench/run

.PHONY: test-programs bench-programs fuzz-programs
test-programs: all $(UNIT) $(DRIVERS) $(FAULTS)
bench-programs: $(BENCH)
fuzz-programs: $(FUZZ)

format:
	@clang-format -i $(shell git ls-files -co --exclude-standard '*.c' '*.h')

# --- objects and binaries ------------------------------------------------------------------------
$(O)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	@echo "cc $<"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(O)/obj/coverage_exit.o: tests/coverage/exit.c Makefile
	@mkdir -p $(@D)
	@$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/prelude.o: $(O)/obj/prelude.c Makefile
	@echo "cc $<"
	@$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/prelude.c: scripts/embed $(LUA_LIB)
	@mkdir -p $(@D)
	@echo "embed $@"
	@scripts/embed $(LUA_LIB) > $@.new && mv $@.new $@

$(O)/obj/serve_assets.o: $(O)/obj/serve_assets.c Makefile
	@echo "cc $<"
	@$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/serve_assets.c: scripts/embed_page src/serve/live.js src/serve/live.css
	@mkdir -p $(@D)
	@echo "embed $@"
	@scripts/embed_page src/serve/live.js src/serve/live.css > $@.new && mv $@.new $@

$(O)/obj/manual_data.o: $(O)/obj/manual_data.c
	@echo "cc $<"
	@$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/manual_data.c: scripts/embed_manual $(MANUAL)
	@mkdir -p $(@D)
	@echo "embed $@"
	@scripts/embed_manual $(MANUAL) > $@.new && mv $@.new $@

$(O)/obj/templates.o: $(O)/obj/templates.c
	@echo "cc $<"
	@$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/templates.c: scripts/embed_templates $(TEMPLATES)
	@mkdir -p $(@D)
	@echo "embed $@"
	@scripts/embed_templates $(TEMPLATES) > $@.new && mv $@.new $@

$(O)/libdateline.a: $(LIB_OBJ)
	@echo "ar $@"
	@rm -f $@ && ar qcs $@ $^

$(O)/dateline: $(CLI_OBJ) $(O)/libdateline.a
	@echo "ld $@"
	@$(CC) $(LDHARD) $(LDFLAGS) -Wl,--as-needed $^ $(PKG_LIBS) -o $@

$(O)/unit/%: tests/unit/%.c $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(O)/libdateline.a -Wl,--as-needed \
	  $(PKG_LIBS) -lcmocka -o $@

$(O)/notebook-tests: tests/lua/driver.c $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(O)/libdateline.a -Wl,--as-needed \
	  $(PKG_LIBS) -o $@

# Programs of faults: what they call is led through their own.
FAULT_WRAP := malloc calloc realloc free strdup strndup
$(O)/fault/memory: FAULT_SRC = $(addprefix tests/fault/,memory_faults.c memory.c world.c scripts.c \
  $(addprefix operations_,$(addsuffix .c,text select timeline report store)))
$(O)/fault/files: FAULT_SRC = tests/fault/file_faults.c tests/fault/world.c
$(O)/fault/files: FAULT_WRAP = open write fsync rename close ftruncate pwrite
$(O)/fault/linear: FAULT_SRC = $(wildcard tests/fault/linear*.c) $(FUZZCLI)
$(O)/fault/linear: $(FUZZCLI)
# its rows leave out what few of them say
$(O)/fault/linear: private WARN += -Wno-missing-field-initializers
$(O)/fault/growth: FAULT_SRC = tests/fault/growth.c
$(O)/fault/linear $(O)/fault/growth: FAULT_WRAP =
$(O)/fault/linear $(O)/fault/growth: private ALL_CFLAGS += -Itests
$(O)/fault/%: tests/fault/*.c tests/fault/*.h $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) -D_GNU_SOURCE $(filter-out -D_POSIX_C_SOURCE=% -D_XOPEN_SOURCE=%,$(ALL_CFLAGS)) $(LDHARD) \
	  $(addprefix -Wl$(,)--wrap=,$(FAULT_WRAP)) $(FAULT_SRC) $(O)/libdateline.a -Wl,--as-needed \
	  $(PKG_LIBS) -o $@

# Loaded before the program itself, whatever that is built with.
$(O)/fault/failing.so: tests/fault/failing.c Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(WERROR) -Wno-pedantic -O2 -fPIC -shared $< -o $@ -ldl

# What a measuring program links beside the C library.
$(B)/bench/fetch_floor: BENCH_LIBS = $(shell pkg-config --libs libcurl sqlite3 libzstd libcrypto)
$(B)/bench/notebook_floor: BENCH_LIBS = $(shell pkg-config --libs sqlite3)
$(B)/bench/%: tests/bench/%.c Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(BENCH_LIBS) -o $@

# What measures a part of the library by itself.
$(B)/bench/complete $(B)/bench/date $(B)/bench/draw $(B)/bench/extract $(B)/bench/feed $(B)/bench/find $(B)/bench/incremental $(B)/bench/load $(B)/bench/rows $(B)/bench/shown $(B)/bench/timeline $(B)/bench/watch $(B)/bench/writers: $(B)/bench/%: tests/bench/%.c $(B)/libdateline.a Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(B)/libdateline.a -Wl,--as-needed \
	  $(PKG_LIBS) -o $@

$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/*.h $(FUZZCLI) $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	@echo "fuzz $@"
	@$(CC) $(ALL_CFLAGS) $(LDHARD) $< $(FUZZCLI) $(O)/libdateline.a -Wl,--as-needed $(PKG_LIBS) -o $@

$(REPLAY): $(O)/obj/fuzz/%.o: tests/fuzz/%.c Makefile
	@mkdir -p $(@D)
	@$(CC) $(ALL_CFLAGS) -DLLVMFuzzerTestOneInput=fuzz_$* -MMD -MP -c $< -o $@

$(O)/unit/test_fuzz: tests/fuzz/replay.c $(REPLAY) $(FUZZCLI) $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(ALL_CFLAGS) -D_DEFAULT_SOURCE -DFUZZ_TARGETS='$(foreach t,$(TARGETS),X($t))' -MMD -MP -MF $@.d $(LDHARD) \
	  $< $(REPLAY) $(FUZZCLI) $(O)/libdateline.a -Wl,--as-needed $(PKG_LIBS) -o $@

# The floor loads, used or not, the very libraries that dateline names: no more, no less.
$(B)/bench/floor: tests/bench/floor.c $(B)/dateline
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(ALL_CFLAGS) $(LDHARD) $< -Wl,--no-as-needed \
	  $$(readelf -d $(B)/dateline | sed -n 's/.*NEEDED.*\[\(.*\)\].*/-l:\1/p') -o $@

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(REPLAY:.o=.d) $(addsuffix .d,$(UNIT) $(DRIVERS) $(BENCH))

# --- install and clean -----------------------------------------------------------------------------
SHARE = $(DESTDIR)$(PREFIX)/share
# Guides are the files of the manual that document no function: their headings are capitalised.
GUIDES = $(notdir $(basename $(shell grep -LE '^##+ [a-z]' $(MANUAL))))
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBDIR)/pkgconfig $(DESTDIR)$(PREFIX)/include/dateline
	install -m 755 $(O)/dateline $(DESTDIR)$(PREFIX)/bin/dateline
	install -m 644 $(O)/libdateline.a $(DESTDIR)$(LIBDIR)/libdateline.a
	install -m 644 include/dateline/*.h $(DESTDIR)$(PREFIX)/include/dateline/
	install -d $(SHARE)/dateline/scripts $(SHARE)/man/man3 $(SHARE)/man/man7
	install -m 755 scripts/*.lua $(SHARE)/dateline/scripts/
	$(O)/dateline help api --to luals >$(SHARE)/dateline/dateline.lua
	$(O)/dateline help api --to man >$(SHARE)/man/man3/dateline-api.3
	for guide in $(GUIDES); do $(O)/dateline help $$guide --to man \
	  >$(SHARE)/man/man7/dateline-$$guide.7 || exit 1; done
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions \
	  $(DESTDIR)$(ZSHDIR) $(SHARE)/fish/vendor_completions.d
	$(O)/dateline help --man > $(SHARE)/man/man1/dateline.1
	$(O)/dateline help --completion=bash > $(SHARE)/bash-completion/completions/dateline
	$(O)/dateline help --completion=zsh > $(DESTDIR)$(ZSHDIR)/_dateline
	$(O)/dateline help --completion=fish > $(SHARE)/fish/vendor_completions.d/dateline.fish
	scripts/pkgconfig $(PREFIX) $(LIBDIR) $(VERSION) $(filter-out readline,$(PKGS)) \
	  >$(DESTDIR)$(LIBDIR)/pkgconfig/dateline.pc
	chmod 644 $(DESTDIR)$(LIBDIR)/pkgconfig/dateline.pc

# --- packages --------------------------------------------------------------------------------------
dist:
	@scripts/dist dateline-$(VERSION) $(B)

reproduce:
	@scripts/reproduce

deb:
	@scripts/deps --package
	@scripts/deb dateline-$(VERSION) $(B)

clean:
	rm -rf $(B)
