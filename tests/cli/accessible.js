// Asks of a report, as a browser has laid it out, what a reader who cannot see, point or tell
// colours apart would: one line a fault into #faults, and how much was looked at.
(function () {
    'use strict';
    var faults = [], looked = {texts: 0, shapes: 0, pictures: 0, items: 0, focused: 0};

    function all(root, selector) {
        return Array.prototype.slice.call(root.querySelectorAll(selector));
    }
    function fault(words) {
        faults.push(words);
    }
    function shown(element) {
        return element.getClientRects().length > 0;
    }

    // --- colours: WCAG 2.1 -------------------------------------------------------------------
    function channels(color) {
        var found = /rgba?\(([^)]+)\)/.exec(color);
        if (!found) return null;
        var parts = found[1].split(',').map(Number);
        return {rgb: parts.slice(0, 3), alpha: parts.length > 3 ? parts[3] : 1};
    }
    function luminance(rgb) {
        var sum = 0, weight = [.2126, .7152, .0722];
        rgb.forEach(function (value, i) {
            var part = value / 255;
            sum += weight[i] * (part <= .03928 ? part / 12.92 : Math.pow((part + .055) / 1.055, 2.4));
        });
        return sum;
    }
    function contrast(a, b) {
        var x = luminance(a), y = luminance(b);
        return (Math.max(x, y) + .05) / (Math.min(x, y) + .05);
    }
    function ground(element) {
        for (var at = element; at; at = at.parentElement) {
            var color = channels(getComputedStyle(at).backgroundColor);
            if (color && color.alpha > 0) return color.rgb;
        }
        return [255, 255, 255];
    }
    function paper(svg) {
        return channels(getComputedStyle(svg.querySelector('rect')).fill).rgb;
    }
    function demand(ratio, least, words) {
        if (ratio < least) fault(words + ': contrast ' + ratio.toFixed(2) + ' of ' + least);
    }
    function checkText() {
        var walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), node;
        while ((node = walk.nextNode())) {
            var element = node.parentElement, words = node.textContent.trim();
            if (!words || !shown(element) || element.closest('script,style,title,desc')) continue;
            var style = getComputedStyle(element), svg = element.closest('svg');
            var ink = channels(svg ? style.fill : style.color);
            looked.texts++;
            demand(contrast(ink.rgb, svg ? paper(svg) : ground(element)), 4.5,
                '"' + words.slice(0, 30) + '"');
        }
    }
    function checkShapes(svg) {
        all(svg, '[role=listitem] path[transform],[role=listitem] circle').forEach(function (path) {
            var style = getComputedStyle(path), back = paper(svg), best = 0;
            ['fill', 'stroke'].forEach(function (name) {
                var color = channels(style[name]);
                best = Math.max(best, color ? contrast(color.rgb, back) : 0);
            });
            looked.shapes++;
            demand(best, 3, 'a mark of ' + String(path.closest('[role=listitem]').getAttribute('aria-label')).slice(0, 30));
        });
    }

    // --- pictures ------------------------------------------------------------------------------
    function named(svg, attribute) {
        var id = svg.getAttribute(attribute), target = id && document.getElementById(id);
        if (!target || !target.textContent.trim()) fault(attribute + ' of a picture names nothing');
    }
    function checkOverlap(svg) {
        var bounds = svg.getBoundingClientRect(), boxes = [];
        all(svg, 'text:not(.query)').forEach(function (text) {
            var box = text.getBoundingClientRect(), cut = box.height * .22;
            var words = text.textContent.slice(0, 30);
            if (box.left < bounds.left - 1 || box.right > bounds.right + 1 ||
                box.top < bounds.top - 1 || box.bottom > bounds.bottom + 1)
                fault('"' + words + '" leaves its picture');
            boxes.forEach(function (other) {
                if (box.left < other.right && other.left < box.right &&
                    box.top + cut < other.bottom && other.top < box.bottom - cut)
                    fault('"' + words + '" meets "' + other.words + '"');
            });
            boxes.push({left: box.left, right: box.right, top: box.top + cut,
                bottom: box.bottom - cut, words: words});
        });
        var scale = bounds.width / svg.viewBox.baseVal.width;
        if (scale * 11 < 10) fault('words of ' + (scale * 11).toFixed(1) + ' px in a picture');
    }
    function checkItems(svg) {
        var last = -1;
        all(svg, '[role=list]').forEach(function (list) {
            if (!list.getAttribute('aria-label')) fault('a lane has no name');
            var first = list.querySelector('[role=listitem]');
            if (!first) return;
            var top = first.getBoundingClientRect().top;
            if (top < last && svg.classList.contains('dl-timeline'))
                fault('lanes are not read from the top');
            last = top;
        });
        all(svg, '[role=listitem]').forEach(function (item) {
            looked.items++;
            if (!item.getAttribute('aria-label')) fault('a mark says nothing');
            if (!item.closest('[role=list]')) fault('a mark is in no list');
            if (!item.hasAttribute('tabindex')) fault('a mark cannot be focused');
        });
    }
    function checkPicture(picture) {
        var svgs = all(picture, 'svg').filter(shown);
        looked.pictures++;
        if (svgs.length !== 1) return fault(svgs.length + ' drawings of one picture are shown');
        var svg = svgs[0];
        if (svg.getAttribute('role') !== 'graphics-document document') fault('a picture has no role');
        named(svg, 'aria-labelledby');
        named(svg, 'aria-describedby');
        if (all(picture, '[role=listitem][tabindex="0"]').filter(shown).length !== 1)
            fault('a picture has not one stop for the tabulator key');
        var rows = picture.querySelector('table tbody tr'), beside = picture.closest('figure');
        if (!rows && !(beside && beside.querySelector('table tbody tr')))
            fault('a picture has no table beside it');
        checkItems(svg);
        checkShapes(svg);
        checkOverlap(svg);
    }

    // --- the page ------------------------------------------------------------------------------
    function checkFocus() {
        var kinds = ['a.skip', '.wide', '[role=listitem][tabindex="0"]', '.tools input',
            '.tools button', 'summary', 'main a[href]'];
        kinds.forEach(function (kind) {
            var element = all(document, kind).filter(shown)[0];
            if (!element) return;
            element.focus();
            if (document.activeElement !== element) return fault(kind + ' takes no focus');
            var style = getComputedStyle(element);
            looked.focused++;
            if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 1)
                fault(kind + ' shows no focus');
        });
        var ring = document.querySelector('[role=listitem][tabindex="0"]');
        if (!ring || !shown(ring)) return;
        ring.focus();
        demand(contrast(channels(getComputedStyle(ring).outlineColor).rgb, paper(ring.closest('svg'))),
            3, 'the focus ring');
    }
    function checkPage() {
        var ids = {}, level = 1;
        all(document, '[id]').forEach(function (element) {
            if (ids[element.id]) fault('two elements are called ' + element.id);
            ids[element.id] = true;
        });
        if (!document.documentElement.lang) fault('the page tells no language');
        if (all(document, 'main').length !== 1) fault('the page has not one main part');
        if (all(document, 'h1').length !== 1) fault('the page has not one heading of the first level');
        all(document, 'h1,h2,h3,h4').forEach(function (heading) {
            var at = Number(heading.tagName[1]);
            if (at > level + 1) fault('"' + heading.textContent + '" skips a level');
            level = at;
        });
        all(document, 'th').forEach(function (cell) {
            if (!cell.scope) fault('a heading of a table has no scope');
        });
        all(document, 'button,input').forEach(function (control) {
            if (!control.getAttribute('aria-label') && !control.closest('label'))
                fault('a control has no name');
        });
        if (document.documentElement.scrollWidth > window.innerWidth + 1)
            fault('the page is wider than its window');
    }
    function checkDirection() {
        var right = document.documentElement.dir === 'rtl';
        all(document, 'svg,pre').forEach(function (element) {
            if (getComputedStyle(element).direction !== 'ltr') fault('code or a picture from the right');
        });
        all(document, 'tr').forEach(function (row) {
            var first = row.cells[0].getBoundingClientRect();
            var last = row.cells[row.cells.length - 1].getBoundingClientRect();
            if (first.width && (first.left > last.left) !== right) fault('a table against the text');
        });
    }
    function checkPrint() {
        window.dispatchEvent(new Event('beforeprint'));
        if (all(document, 'details:not([open])').length) fault('details stay closed on paper');
        window.dispatchEvent(new Event('afterprint'));
    }

    all(document, '.picture').forEach(checkPicture);
    checkText();
    checkFocus();
    checkPage();
    checkDirection();
    checkPrint();
    var out = document.createElement('pre');
    out.id = 'faults';
    out.textContent = faults.map(function (each) { return 'fault: ' + each + '\n'; }).join('') +
        'width ' + window.innerWidth + ' scheme ' +
        (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light') + ' ' +
        JSON.stringify(looked) + '\n';
    document.body.appendChild(out);
})();
