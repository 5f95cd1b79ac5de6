# dateline. `make help` says what can be said.
.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules

# --- settings: all may be given on the command line ------------------------------------------
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
ifeq ($(origin CC),default)
CC := cc
endif
VERSION := 0.1.0
B       := build
# MODE is release, check for the sanitizers' build, or fuzz for libFuzzer's (build/fuzz/NAME); CI builds both with -Werror.
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
        -Iinclude -Isrc
HARD := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LDHARD := -pie -Wl,-z,relro,-z,now,-z,noexecstack

ifeq ($(MODE),check)
CC     := clang
O      := $(B)/check
CFLAGS ?= -O1 -g
SAN    := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HARD   := $(SAN)
LDHARD := $(SAN)
else ifeq ($(MODE),fuzz)
CC     := clang
O      := $(B)/fuzzed
CFLAGS ?= -O1 -g
SAN    := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
HARD   := $(SAN)
LDHARD := $(SAN) -fsanitize=fuzzer
else
O      := $(B)
CFLAGS ?= -O2 -g
endif

PKG_CFLAGS := $(shell pkg-config --cflags-only-I $(PKGS) 2>/dev/null | sed 's/-I/-isystem /g')
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcmark-gfm-extensions -lm -lpthread
ALL_CFLAGS  = $(BASE) $(WARN) $(WERROR) $(HARD) $(CFLAGS) $(PKG_CFLAGS)

# --- sources: a folder is a layer, its files are found -----------------------------------------
LAYERS  := base date timeline store extract fetch notebook draw report archive api engine runner serve \
           kernel
LIB_SRC := $(foreach l,$(LAYERS),$(wildcard src/$(l)/*.c))
CLI_SRC := $(wildcard src/cli/*.c)
LUA_LIB := $(sort $(wildcard scripts/lib/*.lua))
TEMPLATES := $(sort $(wildcard scripts/templates/*/*))
LIB_OBJ := $(LIB_SRC:src/%.c=$(O)/obj/%.o) $(O)/obj/prelude.o $(O)/obj/serve_assets.o
CLI_OBJ := $(CLI_SRC:src/%.c=$(O)/obj/%.o) $(O)/obj/templates.o
UNIT_SRC := $(wildcard tests/unit/*.c)
UNIT    := $(UNIT_SRC:tests/unit/%.c=$(O)/unit/%)
DRIVERS := $(O)/notebook-tests
BENCH   := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))

# --- what can be said --------------------------------------------------------------------------
.PHONY: all help demo test check lint bench install clean deps deps-test format

help:
	@echo 'make            build build/dateline and build/libdateline.a'
	@echo 'make demo       install what is missing, build, run the flagship, say where its report is'
	@echo 'make test       install what is missing, build, run the whole suite'
	@echo 'make check      the suite under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make lint       formatters, analysers and the layer rules'
	@echo 'make bench      measure, and print the figures'
	@echo 'make install    into $$DESTDIR$$PREFIX (now $(DESTDIR)$(PREFIX))'
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

lint:
	@scripts/deps --test
	@scripts/lint

bench:
	@scripts/deps --bench
	@+$(AGAIN) all bench-programs
	@tests/bench/run

.PHONY: test-programs bench-programs
test-programs: all $(UNIT) $(DRIVERS)
bench-programs: $(BENCH)

format:
	@clang-format -i $(shell git ls-files -co --exclude-standard '*.c' '*.h')

# --- objects and binaries ------------------------------------------------------------------------
$(O)/obj/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	@echo "cc $<"
	@$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

$(O)/obj/prelude.o: $(O)/obj/prelude.c
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/prelude.c: scripts/embed $(LUA_LIB)
	@mkdir -p $(@D)
	scripts/embed $(LUA_LIB) > $@.new && mv $@.new $@

$(O)/obj/serve_assets.o: $(O)/obj/serve_assets.c
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/serve_assets.c: scripts/embed_page src/serve/live.js src/serve/live.css
	@mkdir -p $(@D)
	scripts/embed_page src/serve/live.js src/serve/live.css > $@.new && mv $@.new $@

$(O)/obj/templates.o: $(O)/obj/templates.c
	$(CC) $(ALL_CFLAGS) -c $< -o $@

$(O)/obj/templates.c: scripts/embed_templates $(TEMPLATES)
	@mkdir -p $(@D)
	scripts/embed_templates $(TEMPLATES) > $@.new && mv $@.new $@

$(O)/libdateline.a: $(LIB_OBJ)
	@echo "ar $@"
	@rm -f $@ && ar qcs $@ $^

$(O)/dateline: $(CLI_OBJ) $(O)/libdateline.a
	$(CC) $(LDHARD) $(LDFLAGS) -Wl,--as-needed $^ $(PKG_LIBS) -o $@

$(O)/unit/%: tests/unit/%.c $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(O)/libdateline.a -Wl,--as-needed \
	  $(PKG_LIBS) -lcmocka -o $@

$(O)/notebook-tests: tests/lua/driver.c $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(O)/libdateline.a -Wl,--as-needed \
	  $(PKG_LIBS) -o $@

# What a measuring program links beside the C library.
$(B)/bench/fetch_floor: BENCH_LIBS = $(shell pkg-config --libs libcurl sqlite3 libzstd libcrypto)
$(B)/bench/notebook_floor: BENCH_LIBS = $(shell pkg-config --libs sqlite3)
$(B)/bench/%: tests/bench/%.c Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(BENCH_LIBS) -o $@

# What measures a part of the library by itself.
$(B)/bench/date $(B)/bench/draw $(B)/bench/extract $(B)/bench/feed $(B)/bench/find $(B)/bench/incremental $(B)/bench/timeline $(B)/bench/watch: $(B)/bench/%: tests/bench/%.c $(B)/libdateline.a Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(LDHARD) $< $(B)/libdateline.a -Wl,--as-needed \
	  $(PKG_LIBS) -o $@

$(B)/fuzz/%: tests/fuzz/%.c $(O)/libdateline.a Makefile
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDHARD) $< $(O)/libdateline.a -Wl,--as-needed $(PKG_LIBS) -o $@

# The floor loads, used or not, the very libraries that dateline names: no more, no less.
$(B)/bench/floor: tests/bench/floor.c $(B)/dateline
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(LDHARD) $< -Wl,--no-as-needed \
	  $$(readelf -d $(B)/dateline | sed -n 's/.*NEEDED.*\[\(.*\)\].*/-l:\1/p') -o $@

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(addsuffix .d,$(UNIT) $(DRIVERS) $(BENCH))

# --- install and clean -----------------------------------------------------------------------------
SHARE = $(DESTDIR)$(PREFIX)/share
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib $(DESTDIR)$(PREFIX)/include/dateline
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions \
	  $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	install -m 755 $(O)/dateline $(DESTDIR)$(PREFIX)/bin/dateline
	install -m 644 $(O)/libdateline.a $(DESTDIR)$(PREFIX)/lib/libdateline.a
	install -m 644 include/dateline/*.h $(DESTDIR)$(PREFIX)/include/dateline/
	$(O)/dateline help --man > $(SHARE)/man/man1/dateline.1
	$(O)/dateline help --completion=bash > $(SHARE)/bash-completion/completions/dateline
	$(O)/dateline help --completion=zsh > $(SHARE)/zsh/site-functions/_dateline
	$(O)/dateline help --completion=fish > $(SHARE)/fish/vendor_completions.d/dateline.fish

clean:
	rm -rf $(B)
