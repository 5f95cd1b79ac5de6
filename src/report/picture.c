/* A run's picture by itself: the first that its report shows, as SVG, PNG or PDF. */
#include "draw/raster.h"
#include "report/common.h"

static const dl_view *first_picture(const dl_view *view)
{
    const dl_view *found = view->kind == DL_VIEW_PICTURE ? view : NULL;
    for (size_t i = 0; i < view->child_count && !found; i++)
        found = first_picture(view->children[i]);
    return found;
}

const dl_view *report_picture(const dl_run *run)
{
    const dl_view *found = NULL;
    for (size_t i = 0; i < dl_notebook_step_count(run->notebook) && !found; i++) {
        const dl_result *result = &run->results[i];
        if (!report_shows(dl_notebook_step(run->notebook, i), result))
            continue;
        for (size_t k = 0; k < result->view_count && !found; k++)
            found = first_picture(result->views[k]);
    }
    return found;
}

static int need_picture(const dl_run *run, dl_str *svg, dl_error *error)
{
    const dl_view *picture = report_picture(run);
    if (!picture)
        return dl_error_set(error, DL_ERR_USAGE, "the notebook shows no picture");
    *svg = picture->svg;
    return 0;
}

int dl_report_svg(const dl_run *run, dl_buf *out, dl_error *error)
{
    dl_str svg;
    int rc = need_picture(run, &svg, error);
    if (rc == 0) {
        dl_buf_add(out, svg);
        dl_buf_putc(out, '\n');
    }
    return rc != 0 ? rc : dl_buf_ok(out, error);
}

int dl_report_png(const dl_run *run, dl_buf *out, dl_error *error)
{
    dl_str svg;
    int rc = need_picture(run, &svg, error);
    return rc != 0 ? rc : dl_draw_raster(svg, RASTER_PNG, out, error);
}

int dl_report_pdf(const dl_run *run, dl_buf *out, dl_error *error)
{
    dl_str svg;
    int rc = need_picture(run, &svg, error);
    return rc != 0 ? rc : dl_draw_raster(svg, RASTER_PDF, out, error);
}
