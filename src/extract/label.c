#include "extract/label.h"

#include <string.h>
#include <strings.h>

/* Stems, in the languages of the press; what follows ("-ed on", " am:") is skipped up to the date.
 * Letters past ASCII are written as they are shown, lower and upper case. */
static const char *const published[] = {"published",
                                        "posted",
                                        "publish date",
                                        "date posted",
                                        "originally created",
                                        "created on",
                                        "written on",
                                        "release date",
                                        "erstellt",
                                        "veröffentlicht",
                                        "Veröffentlicht",
                                        "erschienen",
                                        "eingestellt am",
                                        "publié",
                                        "Publié",
                                        "publie le",
                                        "mis en ligne",
                                        "mise en ligne",
                                        "paru le",
                                        "publicado",
                                        "publicada",
                                        "publicación",
                                        "publicat",
                                        "pubblicato",
                                        "pubblicata",
                                        "pubblicazione",
                                        "data pubbl",
                                        "publicação",
                                        "gepubliceerd",
                                        "geplaatst",
                                        "opublikowan",
                                        "publikacja",
                                        "publikacji",
                                        "data dodania",
                                        "dodano",
                                        "publikováno",
                                        "vydáno",
                                        "közzétéve",
                                        "megjelent",
                                        "publicerad",
                                        "publisert",
                                        "publiceret",
                                        "julkaistu",
                                        "опубликован",
                                        "Опубликован",
                                        "опубліковано",
                                        "Опубліковано",
                                        "дата публикации",
                                        "Дата публикации",
                                        "yayınlanma",
                                        "Yayınlanma",
                                        "yayınlandı",
                                        "yayın tarihi",
                                        "Yayın Tarihi",
                                        "oluşturulma",
                                        "giriş",
                                        "Giriş",
                                        "diterbitkan",
                                        "dipublikasikan",
                                        "δημοσίευση",
                                        "Δημοσίευση",
                                        "δημοσιεύτηκε",
                                        "Δημοσιεύτηκε",
                                        "نشر",
                                        "تاريخ النشر",
                                        "发布",
                                        "發布",
                                        "公開日",
                                        "掲載",
                                        "投稿日",
                                        "発表",
                                        "입력",
                                        "등록",
                                        "ngày đăng"};
static const char *const modified[] = {"updated",       "update:",         "last modified",
                                       "modified",      "last reviewed",   "aktualisiert",
                                       "geändert",      "letzte änderung", "Letzte Änderung",
                                       "stand:",        "modifié",         "mis à jour",
                                       "mise à jour",   "Mis à jour",      "Mise à jour",
                                       "màj",           "actualizado",     "actualizada",
                                       "actualización", "aggiornato",      "aggiornata",
                                       "aggiornamento", "ultima modifica", "atualizado",
                                       "atualizada",    "atualização",     "modificado",
                                       "bijgewerkt",    "gewijzigd",       "laatste wijziging",
                                       "zaktualizowan", "aktualizacja",    "modyfikacja",
                                       "aktualizováno", "frissítve",       "uppdaterad",
                                       "oppdatert",     "opdateret",       "päivitetty",
                                       "обновлен",      "Обновлен",        "изменен",
                                       "Изменен",       "оновлено",        "güncelleme",
                                       "Güncelleme",    "güncellenme",     "Güncellenme",
                                       "son güncelle",  "diperbarui",      "ενημέρωση",
                                       "Ενημέρωση",     "تحديث",           "更新",
                                       "수정"};
/* These are labels only where a text begins with them. */
static const char *const at_start[] = {"date", "datum", "fecha", "data",    "dato", "дата",
                                       "Дата", "日期",  "日時",  "created", "ngày"};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* 0x20 is the bit of a letter's case: bytes that may be equal without it have the same. */
static unsigned char caseless(char c)
{
    return (unsigned char)c | 0x20;
}

/* Whether the word stands there, in either case, and not within another. */
static bool stands_at(dl_str text, size_t at, const char *word, size_t size)
{
    return caseless(text.data[at]) == caseless(word[0]) && size <= text.size - at &&
           strncasecmp(text.data + at, word, size) == 0 &&
           !(at > 0 && is_letter(text.data[at - 1]) && is_letter(word[0]));
}

/* The first of the words at or after from, the longest of those that begin there; both are the
 * text's end where there is none. */
static void nearest(dl_str text, size_t from, const char *const *words, size_t count, size_t *start,
                    size_t *end)
{
    bool begins[256] = {false};
    for (size_t i = 0; i < count; i++)
        begins[caseless(words[i][0])] = true;
    *start = *end = text.size;
    for (size_t at = from; at < text.size && *start == text.size; at++) {
        if (!begins[caseless(text.data[at])])
            continue;
        size_t longest = 0;
        for (size_t i = 0; i < count; i++) {
            size_t size = strlen(words[i]);
            if (size > longest && stands_at(text, at, words[i], size))
                longest = size;
        }
        if (longest) {
            *start = at;
            *end = at + longest;
        }
    }
}

dl_label dl_label_find(dl_str text, size_t from, size_t *start, size_t *end)
{
    size_t p, p_end, m, m_end;
    nearest(text, from, published, sizeof published / sizeof *published, &p, &p_end);
    nearest(text, from, modified, sizeof modified / sizeof *modified, &m, &m_end);
    for (size_t i = 0; from == 0 && p && i < sizeof at_start / sizeof *at_start; i++) {
        const size_t size = strlen(at_start[i]);
        bool begins = dl_str_starts_word(text, at_start[i]) &&
                      (text.size == size || !is_letter(text.data[size]));
        bool alone = (p == text.size || p > size + 4) && (m == text.size || m > size + 4);
        if (begins && alone) {
            p = 0;
            p_end = size;
        }
    }
    *start = p < m ? p : m;
    *end = p < m ? p_end : m_end;
    return p < m ? DL_LABEL_PUBLISHED : m < text.size ? DL_LABEL_MODIFIED : DL_LABEL_NONE;
}

dl_label dl_label_at_end(dl_str text)
{
    enum { LONGEST = 40, LOOSE = 12 };
    size_t start = 0, end = 0;
    dl_label last = DL_LABEL_NONE;
    if (text.size > LONGEST)
        text = dl_str_slice(text, text.size - LONGEST, text.size);
    for (size_t from = 0; from < text.size; from = end) {
        dl_label label = dl_label_find(text, from, &start, &end);
        if (label == DL_LABEL_NONE)
            break;
        last = text.size - end <= LOOSE ? label : DL_LABEL_NONE;
    }
    return last;
}
