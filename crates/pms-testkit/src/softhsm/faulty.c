/* A PKCS#11 module between the product and SoftHSM2 that misbehaves on request. The file that PMS_TEST_FAULTY_HSM names holds one
   word; without the file, or with another word, everything is passed on.

     device-error   every call that needs the token answers CKR_DEVICE_ERROR
     hang           signing does not come back while the word stands there
     pull           the next signature finds all sessions closed, once
     wrong          signatures have a bit turned over
     raw            the token does not know CKM_SHA256_RSA_PKCS
     none           nor CKM_RSA_PKCS
     leak           private keys say that they may be taken out

   Each login appends a byte to the file's name with ".logins". */

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
typedef struct { word type; void *value; word length; } attribute;

/* CK_FUNCTION_LIST of PKCS#11 2.40: the version, then the functions in the order of the standard. */
typedef struct { unsigned char major, minor; void *function[68]; } list;
enum { TOKEN_INFO = 6, MECHANISMS = 7, OPEN_SESSION = 12, CLOSE_ALL = 14, SESSION_INFO = 15, LOGIN = 18, ATTRIBUTES = 24,
       FIND = 26, SIGN_INIT = 42, SIGN = 43, SIGN_FINAL = 45, GENERATE_PAIR = 59 };

#define DEVICE_ERROR 0x30UL
#define EXTRACTABLE 0x162UL
#define SHA256_RSA_PKCS 0x40UL
#define RSA_PKCS 0x01UL

static list real, ours;
static word slot_of_sessions;

static int is(const char *wanted) {
    char found[32] = "";
    const char *path = getenv("PMS_TEST_FAULTY_HSM");
    FILE *file = path ? fopen(path, "r") : NULL;
    if (!file) return 0;
    if (!fgets(found, sizeof found, file)) found[0] = 0;
    fclose(file);
    found[strcspn(found, "\n")] = 0;
    return strcmp(found, wanted) == 0;
}

static void forget(void) {
    FILE *file = fopen(getenv("PMS_TEST_FAULTY_HSM"), "w");
    if (file) fclose(file);
}

static word token_info(word slot, void *info) {
    if (is("device-error")) return DEVICE_ERROR;
    return ((word (*)(word, void *))real.function[TOKEN_INFO])(slot, info);
}

static word mechanisms(word slot, word *found, word *count) {
    word answer = ((word (*)(word, word *, word *))real.function[MECHANISMS])(slot, found, count);
    if (answer || !found) return answer;
    word kept = 0;
    int raw = is("raw"), none = is("none");
    for (word i = 0; i < *count; i++) {
        if ((raw || none) && found[i] == SHA256_RSA_PKCS) continue;
        if (none && found[i] == RSA_PKCS) continue;
        found[kept++] = found[i];
    }
    *count = kept;
    return 0;
}

static word open_session(word slot, word flags, void *application, void *notify, word *session) {
    if (is("device-error")) return DEVICE_ERROR;
    slot_of_sessions = slot;
    return ((word (*)(word, word, void *, void *, word *))real.function[OPEN_SESSION])(slot, flags, application, notify, session);
}

static word session_info(word session, void *info) {
    if (is("device-error")) return DEVICE_ERROR;
    return ((word (*)(word, void *))real.function[SESSION_INFO])(session, info);
}

static word login(word session, word user, void *pin, word length) {
    char path[4096];
    const char *control = getenv("PMS_TEST_FAULTY_HSM");
    if (control) {
        snprintf(path, sizeof path, "%s.logins", control);
        FILE *file = fopen(path, "a");
        if (file) { fputc('.', file); fclose(file); }
    }
    return ((word (*)(word, word, void *, word))real.function[LOGIN])(session, user, pin, length);
}

static word attributes(word session, word object, attribute *wanted, word count) {
    word answer = ((word (*)(word, word, attribute *, word))real.function[ATTRIBUTES])(session, object, wanted, count);
    if (is("leak"))
        for (word i = 0; i < count; i++)
            if (wanted[i].type == EXTRACTABLE && wanted[i].value && wanted[i].length == 1) *(unsigned char *)wanted[i].value = 1;
    return answer;
}

static word find(word session, attribute *wanted, word count) {
    if (is("device-error")) return DEVICE_ERROR;
    return ((word (*)(word, attribute *, word))real.function[FIND])(session, wanted, count);
}

static word sign_init(word session, void *mechanism, word key) {
    if (is("device-error")) return DEVICE_ERROR;
    while (is("hang")) usleep(20 * 1000);
    if (is("pull")) {
        forget();
        ((word (*)(word))real.function[CLOSE_ALL])(slot_of_sessions);
    }
    return ((word (*)(word, void *, word))real.function[SIGN_INIT])(session, mechanism, key);
}

static word sign(word session, void *data, word length, unsigned char *signature, word *size) {
    word answer = ((word (*)(word, void *, word, unsigned char *, word *))real.function[SIGN])(session, data, length, signature, size);
    if (!answer && signature && is("wrong")) signature[7] ^= 1;
    return answer;
}

static word sign_final(word session, unsigned char *signature, word *size) {
    word answer = ((word (*)(word, unsigned char *, word *))real.function[SIGN_FINAL])(session, signature, size);
    if (!answer && signature && is("wrong")) signature[7] ^= 1;
    return answer;
}

static word generate_pair(word session, void *mechanism, void *public, word publics, void *private, word privates, word *one, word *other) {
    if (is("device-error")) return DEVICE_ERROR;
    return ((word (*)(word, void *, void *, word, void *, word, word *, word *))real.function[GENERATE_PAIR])(
        session, mechanism, public, publics, private, privates, one, other);
}

word C_GetFunctionList(list **out) {
    if (!ours.function[0]) {
        list *found;
        void *library = dlopen(SOFTHSM, RTLD_NOW | RTLD_LOCAL);
        word (*get)(list **) = library ? (word (*)(list **))dlsym(library, "C_GetFunctionList") : NULL;
        if (!get || get(&found)) return DEVICE_ERROR;
        real = *found;
        ours = real;
        ours.function[TOKEN_INFO] = token_info;
        ours.function[MECHANISMS] = mechanisms;
        ours.function[OPEN_SESSION] = open_session;
        ours.function[SESSION_INFO] = session_info;
        ours.function[LOGIN] = login;
        ours.function[ATTRIBUTES] = attributes;
        ours.function[FIND] = find;
        ours.function[SIGN_INIT] = sign_init;
        ours.function[SIGN] = sign;
        ours.function[SIGN_FINAL] = sign_final;
        ours.function[GENERATE_PAIR] = generate_pair;
    }
    *out = &ours;
    return 0;
}
