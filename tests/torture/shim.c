/* Between a program and its disk: counts the calls that change files below one folder, lets the n-th fail or
   kills the process there, or writes down what every call did. Loaded with LD_PRELOAD; switched on and off
   from Python by ctypes (`shim.py`). One thread at a time is expected to write. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF, COUNT, FAIL, SHORT, CUT, KILL, TEAR, RECORD };
#define FDS 4096
#define KINDS 200000

static char place[4096];
static size_t place_length;
static int mode = OFF, error_number, sticky, with_reads, recording = -1;
static long calls, at;
static char known[FDS][1024];
static char kinds[KINDS];


/* ---- switched from Python ---------------------------------------------------------------------------- */

void shim_watch(const char *path) {
    snprintf(place, sizeof place, "%s", path);
    place_length = strlen(place);
}

void shim_arm(int what, long which, int number, int again, int reads) {
    calls = 0, at = which, error_number = number, sticky = again, with_reads = reads;
    mode = what;
}

long shim_calls(void) { return calls; }

int shim_kind(long n) { return n > 0 && n < KINDS ? kinds[n] : 0; }

/* ---- what lies below the folder ------------------------------------------------------------------------ */

static int below(const char *path) {
    return place_length && path && strncmp(path, place, place_length) == 0;
}

static const char *whole(int folder, const char *path, char *space) {
    if (path[0] == '/' || folder == AT_FDCWD) return path;
    if (folder < 0 || folder >= FDS || !known[folder][0]) return "";
    snprintf(space, 1024, "%s/%s", known[folder], path);
    return space;
}

static int watched(int fd) { return mode != OFF && fd >= 0 && fd < FDS && known[fd][0]; }

static void remember(int fd, const char *path) {
    if (fd >= 0 && fd < FDS) snprintf(known[fd], sizeof known[fd], "%s", below(path) ? path : "");
}

/* ---- the record ------------------------------------------------------------------------------------------ */

static void put(const void *data, size_t size) {
    const char *from = data;
    while (size) {
        ssize_t done = syscall(SYS_write, recording, from, size);
        if (done <= 0) _exit(97);
        from += done, size -= (size_t)done;
    }
}

/* kind, number of a file, offset or size, two texts; little-endian as the machine has it */
static void note(char kind, uint64_t file, int64_t offset, const void *one, uint32_t size, const char *two) {
    uint32_t second = two ? (uint32_t)strlen(two) : 0;
    put(&kind, 1), put(&file, 8), put(&offset, 8), put(&size, 4), put(&second, 4);
    put(one, size);
    if (second) put(two, second);
}

static void note_name(char kind, const char *one, const char *two, uint64_t file) {
    if (mode == RECORD) note(kind, file, 0, one, (uint32_t)strlen(one), two);
}

static uint64_t number_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : found.st_ino;
}

int shim_record(const char *path) {
    recording = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    mode = recording < 0 ? OFF : RECORD;
    return recording >= 0;
}

void shim_mark(const char *text) { note_name('A', text, NULL, 0); }

/* ---- what becomes of a call ---------------------------------------------------------------------------------- */

/* 0: let it happen; 1: it fails; 2: only half of it happens, and the call says so; 3: half of it, then an error */
static int fate(char kind) {
    int writing = kind == 'w';
    if (mode == OFF || mode == RECORD || (kind == 'r' && !with_reads)) return 0;
    calls++;
    if (calls < KINDS) kinds[calls] = kind;
    if (mode == COUNT || !(sticky ? calls >= at : calls == at)) return 0;
    if (mode == KILL || (mode == TEAR && !writing)) syscall(SYS_kill, getpid(), SIGKILL);
    if (mode == FAIL) return 1;
    if (mode == SHORT) return writing ? 2 : 0;
    if (mode == CUT && writing && calls == at) return 2;
    return mode == CUT ? 1 : 3;
}

static int refused(void) {
    errno = error_number;
    return -1;
}

#define MEET(kind) \
    if (fate(kind)) return refused()

static ssize_t wrote(int fd, const void *data, size_t size, off_t offset, int placed) {
    int what = watched(fd) ? fate('w') : 0;
    if (what == 1) return refused();
    if (what && size > 1) size /= 2;
    if (watched(fd) && mode == RECORD) {
        int64_t where = placed ? offset : syscall(SYS_lseek, fd, 0, SEEK_CUR);
        if (!placed && (fcntl(fd, F_GETFL) & O_APPEND)) {
            struct stat found;
            where = fstat(fd, &found) ? 0 : found.st_size;
        }
        note('W', number_of(fd), where, data, (uint32_t)size, NULL);
    }
    ssize_t done = placed ? syscall(SYS_pwrite64, fd, data, size, offset) : syscall(SYS_write, fd, data, size);
    if (what == 3) syscall(SYS_kill, getpid(), SIGKILL);
    return done;
}

/* ---- the calls ------------------------------------------------------------------------------------------------- */

static int opened(int folder, const char *path, int flags, mode_t access) {
    char space[1024];
    const char *full = whole(folder, path, space);
    int ours = below(full), writes = (flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC)) != 0, fresh = 0;
    if (ours && mode != OFF) {
        struct stat found;
        MEET(writes ? 'o' : 'r');
        fresh = (flags & O_CREAT) && syscall(SYS_newfstatat, AT_FDCWD, full, &found, AT_SYMLINK_NOFOLLOW) != 0;
    }
    int fd = (int)syscall(SYS_openat, folder, path, flags, access);
    if (fd >= 0) {
        remember(fd, full);
        if (ours && mode == RECORD && fresh) note_name('C', full, NULL, number_of(fd));
        if (ours && mode == RECORD && !fresh && (flags & O_TRUNC)) note('Z', number_of(fd), 0, "", 0, NULL);
    }
    return fd;
}

#define ACCESS(flags) \
    mode_t access = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); access = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { ACCESS(flags) return opened(AT_FDCWD, path, flags, access); }
int open64(const char *path, int flags, ...) { ACCESS(flags) return opened(AT_FDCWD, path, flags | O_LARGEFILE, access); }
int openat(int folder, const char *path, int flags, ...) { ACCESS(flags) return opened(folder, path, flags, access); }
int openat64(int folder, const char *path, int flags, ...) { ACCESS(flags) return opened(folder, path, flags | O_LARGEFILE, access); }

int close(int fd) {
    if (fd >= 0 && fd < FDS) known[fd][0] = 0;
    return (int)syscall(SYS_close, fd);
}

ssize_t write(int fd, const void *data, size_t size) { return wrote(fd, data, size, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return wrote(fd, data, size, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t offset) { return wrote(fd, data, size, offset, 1); }

ssize_t read(int fd, void *data, size_t size) {
    if (watched(fd)) MEET('r');
    return syscall(SYS_read, fd, data, size);
}

ssize_t pread(int fd, void *data, size_t size, off_t offset) {
    if (watched(fd)) MEET('r');
    return syscall(SYS_pread64, fd, data, size, offset);
}

ssize_t pread64(int fd, void *data, size_t size, off_t offset) { return pread(fd, data, size, offset); }

static int flushed(int fd, long call) {
    if (watched(fd)) {
        struct stat found;
        MEET('s');
        if (mode == RECORD && !fstat(fd, &found)) {
            if (S_ISDIR(found.st_mode)) note_name('D', known[fd], NULL, found.st_ino);
            else note('S', found.st_ino, 0, "", 0, NULL);
        }
    }
    return (int)syscall(call, fd);
}

int fsync(int fd) { return flushed(fd, SYS_fsync); }
int fdatasync(int fd) { return flushed(fd, SYS_fdatasync); }

int ftruncate(int fd, off_t size) {
    if (watched(fd)) {
        MEET('t');
        if (mode == RECORD) note('Z', number_of(fd), size, "", 0, NULL);
    }
    return (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

/* A copy inside the kernel cannot be written down: whoever asks falls back to reading and writing. */
ssize_t sendfile(int to, int from, off_t *offset, size_t size) {
    if (watched(to)) { errno = ENOTSOCK; return -1; }
    return syscall(SYS_sendfile, to, from, offset, size);
}

ssize_t sendfile64(int to, int from, off_t *offset, size_t size) { return sendfile(to, from, offset, size); }

ssize_t copy_file_range(int from, off_t *in, int to, off_t *out, size_t size, unsigned flags) {
    if (watched(to)) { errno = EXDEV; return -1; }
    return syscall(SYS_copy_file_range, from, in, to, out, size, flags);
}

int renameat(int from, const char *old, int to, const char *fresh) {
    char one[1024], two[1024];
    const char *source = whole(from, old, one), *target = whole(to, fresh, two);
    if (mode != OFF && (below(source) || below(target))) MEET('n');
    int done = (int)syscall(SYS_renameat2, from, old, to, fresh, 0);
    if (!done && (below(source) || below(target))) note_name('R', source, target, 0);
    return done;
}

int rename(const char *old, const char *fresh) { return renameat(AT_FDCWD, old, AT_FDCWD, fresh); }

int linkat(int from, const char *old, int to, const char *fresh, int flags) {
    char one[1024], two[1024];
    const char *source = whole(from, old, one), *target = whole(to, fresh, two);
    if (mode != OFF && below(target)) MEET('n');
    int done = (int)syscall(SYS_linkat, from, old, to, fresh, flags);
    if (!done && below(source) && below(target)) note_name('L', source, target, 0);
    return done;
}

int link(const char *old, const char *fresh) { return linkat(AT_FDCWD, old, AT_FDCWD, fresh, 0); }

int unlinkat(int folder, const char *path, int flags) {
    char space[1024];
    const char *full = whole(folder, path, space);
    if (mode != OFF && below(full)) MEET('u');
    int done = (int)syscall(SYS_unlinkat, folder, path, flags);
    if (!done && below(full)) note_name(flags & AT_REMOVEDIR ? 'X' : 'U', full, NULL, 0);
    return done;
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) { return unlink(path); }

int mkdirat(int folder, const char *path, mode_t access) {
    char space[1024];
    const char *full = whole(folder, path, space);
    if (mode != OFF && below(full)) MEET('m');
    int done = (int)syscall(SYS_mkdirat, folder, path, access);
    if (!done && below(full)) note_name('M', full, NULL, 0);
    return done;
}

int mkdir(const char *path, mode_t access) { return mkdirat(AT_FDCWD, path, access); }
