#include "draw/raster.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* What we call of librsvg 2.46 and cairo 1.16, as their manuals declare it. */
typedef struct rsvg_rectangle {
    double x, y, width, height;
} rsvg_rectangle;
typedef int write_function(void *closure, const unsigned char *data, unsigned size);

typedef struct libraries {
    void *rsvg, *cairo, *gobject;
    void *(*handle_new)(const unsigned char *data, size_t size, void **error);
    int (*render)(void *handle, void *context, const rsvg_rectangle *viewport, void **error);
    void (*unref)(void *object);
    void *(*image_create)(int format, int width, int height);
    void *(*pdf_create)(write_function *write, void *closure, double width, double height);
    void (*pdf_metadata)(void *surface, int which, const char *text);
    int (*write_png)(void *surface, write_function *write, void *closure);
    void *(*create)(void *surface);
    void (*scale)(void *context, double x, double y);
    int (*status)(void *context);
    void (*destroy)(void *context);
    void (*finish)(void *surface);
    void (*surface_destroy)(void *surface);
} libraries;

enum { FORMAT_ARGB32 = 0, METADATA_CREATE_DATE = 5, PIXELS_A_UNIT = 2, MOST_PIXELS = 20000 };

/* ISO C has no conversion from an object's pointer to a function's; POSIX says that their
 * representations agree. */
static bool find(void *library, const char *name, void *function)
{
    void *found = library ? dlsym(library, name) : NULL;
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static bool load(libraries *in)
{
    in->rsvg = dlopen("librsvg-2.so.2", RTLD_NOW | RTLD_LOCAL);
    in->cairo = dlopen("libcairo.so.2", RTLD_NOW | RTLD_LOCAL);
    in->gobject = dlopen("libgobject-2.0.so.0", RTLD_NOW | RTLD_LOCAL);
    return find(in->rsvg, "rsvg_handle_new_from_data", &in->handle_new) &&
           find(in->rsvg, "rsvg_handle_render_document", &in->render) &&
           find(in->gobject, "g_object_unref", &in->unref) &&
           find(in->cairo, "cairo_image_surface_create", &in->image_create) &&
           find(in->cairo, "cairo_pdf_surface_create_for_stream", &in->pdf_create) &&
           find(in->cairo, "cairo_pdf_surface_set_metadata", &in->pdf_metadata) &&
           find(in->cairo, "cairo_surface_write_to_png_stream", &in->write_png) &&
           find(in->cairo, "cairo_create", &in->create) &&
           find(in->cairo, "cairo_scale", &in->scale) &&
           find(in->cairo, "cairo_status", &in->status) &&
           find(in->cairo, "cairo_destroy", &in->destroy) &&
           find(in->cairo, "cairo_surface_finish", &in->finish) &&
           find(in->cairo, "cairo_surface_destroy", &in->surface_destroy);
}

static int append(void *closure, const unsigned char *data, unsigned size)
{
    dl_buf_append(closure, (const char *)data, size);
    return 0;
}

/* The root's width or height: ours are the first such attributes of the text. */
static double size_of(dl_str svg, dl_str name)
{
    char digits[16] = "";
    size_t at = dl_str_find(svg, name, 0) + name.size, n = 0;
    while (n + 1 < sizeof digits && at < svg.size && svg.data[at] != '"')
        digits[n++] = svg.data[at++];
    double size = strtod(digits, NULL);
    return size >= 1 && size <= MOST_PIXELS ? size : 1;
}

static int draw(const libraries *in, dl_str svg, raster_format format, dl_buf *out)
{
    double width = size_of(svg, DL_STR(" width=\"")), height = size_of(svg, DL_STR(" height=\""));
    double scale = format == RASTER_PNG ? PIXELS_A_UNIT : 1;
    while (scale > 1 && height * scale > MOST_PIXELS)
        scale = 1;
    void *handle = in->handle_new((const unsigned char *)svg.data, svg.size, NULL);
    if (!handle)
        return -1;
    void *surface =
        format == RASTER_PNG
            ? in->image_create(FORMAT_ARGB32, (int)(width * scale + .5), (int)(height * scale + .5))
            : in->pdf_create(append, out, width, height);
    if (format == RASTER_PDF) /* the same bytes in every run */
        in->pdf_metadata(surface, METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
    void *context = in->create(surface);
    in->scale(context, scale, scale);
    bool ok = in->render(handle, context, &(rsvg_rectangle){0, 0, width, height}, NULL) &&
              in->status(context) == 0;
    in->destroy(context);
    if (ok && format == RASTER_PNG)
        ok = in->write_png(surface, append, out) == 0;
    in->finish(surface);
    in->surface_destroy(surface);
    in->unref(handle);
    return ok ? 0 : -1;
}

bool dl_draw_raster_there(void)
{
    libraries in = {0};
    return load(&in);
}

/* The libraries stay loaded: GObject does not survive being unloaded. */
int dl_draw_raster(dl_str svg, raster_format format, dl_buf *out, dl_error *error)
{
    libraries in = {0};
    if (!load(&in))
        return dl_error_set(error, DL_ERR_NOT_FOUND,
                            "PNG and PDF need librsvg and cairo (Debian: librsvg2-2), which are "
                            "not here; .svg needs nothing");
    if (draw(&in, svg, format, out) != 0)
        return dl_error_set(error, DL_ERR_SYNTAX, "librsvg could not draw the picture");
    return dl_buf_ok(out, error);
}
