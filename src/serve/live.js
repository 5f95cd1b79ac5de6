// Keeps the page as the notebook is: takes the blocks that changed and puts just what differs in
// them into the place of what was there, so that what a reader scrolled to, opened and focused
// stays. Shows what runs, what went wrong and what can be accepted.
(function () {
'use strict';
var main = document.getElementById('text'), bar = document.getElementById('live');
var fault = document.getElementById('fault'), panel = document.getElementById('offers');
var head = document.querySelector('header.report');
var position = document.body.dataset.position, source = null, away = false, status = {};
// A block's element, and what the server sent for it: what scripts and readers did to the element
// (details opened, a picture's tools) is not in there.
var live = new Map(), sent = new Map();

function make(name, attributes, text) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
        element.setAttribute(key, attributes[key]);
    });
    if (text) element.textContent = text;
    return element;
}
function parse(html) {
    var template = document.createElement('template');
    template.innerHTML = html;
    return document.importNode(template.content, true).firstElementChild || make('p');
}

// --- what differs ------------------------------------------------------------------------------
function enhance(root) {
    var pictures = Array.from(root.querySelectorAll('.picture'));
    if (root.matches('.picture')) pictures.push(root);
    pictures.forEach(function (picture) {
        picture.dispatchEvent(new Event('dateline:picture', {bubbles: true}));
    });
}
function replace(old, node) {
    var fresh = node.cloneNode(true);
    if (fresh.nodeType === 1 && old.nodeType === 1) {
        var opened = old.querySelectorAll('details');
        fresh.querySelectorAll('details').forEach(function (each, i) {
            if (opened[i]) each.open = opened[i].open;
        });
    }
    old.replaceWith(fresh);
    if (fresh.nodeType === 1) enhance(fresh);
    return fresh;
}
function changeAttributes(element, was, now) {
    Array.from(was.attributes).forEach(function (each) {
        if (!now.hasAttribute(each.name)) element.removeAttribute(each.name);
    });
    Array.from(now.attributes).forEach(function (each) {
        if (was.getAttribute(each.name) !== each.value) element.setAttribute(each.name, each.value);
    });
}
function changeChildren(element, was, now) {
    var old = Array.from(was.childNodes), fresh = Array.from(now.childNodes);
    var here = Array.from(element.childNodes), start = 0, end = 0, i;
    var least = Math.min(old.length, fresh.length);
    while (start < least && old[start].isEqualNode(fresh[start])) start++;
    while (end < least - start &&
           old[old.length - 1 - end].isEqualNode(fresh[fresh.length - 1 - end])) end++;
    var before = here[old.length - end] || null;
    for (i = start; i < old.length - end; i++) {
        if (i < fresh.length - end) change(here[i], old[i], fresh[i]);
        else here[i].remove();
    }
    for (; i < fresh.length - end; i++) {
        var added = element.insertBefore(fresh[i].cloneNode(true), before);
        if (added.nodeType === 1) enhance(added);
    }
}
// Makes of element, which was sent as `was`, what is sent now; returns the element in its place.
function change(element, was, now) {
    if (was.isEqualNode(now)) return element;
    if (was.nodeName !== now.nodeName) return replace(element, now);
    if (now.nodeType !== 1) {
        element.nodeValue = now.nodeValue;
        return element;
    }
    if (now.classList.contains('picture') || now.nodeName === 'svg' ||
        element.childNodes.length !== was.childNodes.length) return replace(element, now);
    changeAttributes(element, was, now);
    changeChildren(element, was, now);
    return element;
}

// --- the page ----------------------------------------------------------------------------------
// The first block that is seen stays where it is seen, whatever changes above it.
function anchor() {
    if (scrollY === 0) return null;
    var found = Array.from(main.children).find(function (each) {
        return each.getBoundingClientRect().bottom > 0;
    });
    return found ? {element: found, top: found.getBoundingClientRect().top} : null;
}
function flash(element) {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    element.animate([{outline: '2px solid var(--link)', outlineOffset: '4px'},
                     {outline: '2px solid transparent', outlineOffset: '4px'}], 900);
}
function takeBlock(number, html) {
    var now = parse(html), element = live.get(number);
    if (!element) {
        element = now.cloneNode(true);
    } else {
        if (sent.get(number).isEqualNode(now)) return;
        element = change(element, sent.get(number), now);
        flash(element);
    }
    live.set(number, element);
    sent.set(number, now);
}
function takeOrder(order) {
    var wanted = new Set(order);
    live.forEach(function (element, number) {
        if (wanted.has(number)) return;
        element.remove();
        live.delete(number);
        sent.delete(number);
    });
    var at = main.firstElementChild;
    order.forEach(function (number) {
        var element = live.get(number), fresh = !element.parentNode;
        if (element === at) {
            at = at.nextElementSibling;
            return;
        }
        main.insertBefore(element, at);
        if (fresh) {
            enhance(element);
            flash(element);
        }
    });
}
function take(data) {
    var held = anchor(), focused = document.activeElement;
    if ('title' in data) document.title = parse('<p>' + data.title + '</p>').textContent;
    if ('head' in data) head.innerHTML = data.head;
    data.blocks.forEach(function (each) { takeBlock(each[0], each[1]); });
    if (data.order) takeOrder(data.order);
    if (focused && focused !== document.activeElement && focused.isConnected)
        focused.focus({preventScroll: true});
    if (held && held.element.isConnected)
        scrollBy(0, held.element.getBoundingClientRect().top - held.top);
    markRunning();
}

// --- what runs, and what went wrong ------------------------------------------------------------
function linkTo(step) {
    var cell = step.cell && document.getElementById('cell-' + step.cell);
    var words = step.cell ? 'cell ' + step.cell : 'line ' + step.line;
    return cell ? make('a', {href: '#cell-' + step.cell}, words) : make('span', {}, words);
}
function markRunning() {
    var id = status.running && status.step && status.step.cell;
    main.querySelectorAll('figure[aria-busy]').forEach(function (each) {
        if (each.id !== 'cell-' + id) each.removeAttribute('aria-busy');
    });
    var cell = id && document.getElementById('cell-' + id);
    if (cell && !cell.hasAttribute('aria-busy')) cell.setAttribute('aria-busy', 'true');
}
function showBar() {
    var step = status.running && status.step;
    bar.hidden = !away && !step;
    bar.textContent = '';
    if (away) {
        bar.append('The server cannot be reached; trying again.');
    } else if (step) {
        bar.append('Running ', linkTo(step), ', ' + step.step + ' of ' + step.of);
        if (status.fetch) {
            bar.append('; fetched ' + status.fetch.done + ' of ' + status.fetch.of);
            if (status.fetch.failed) bar.append(', ' + status.fetch.failed + ' failed');
        }
        var stop = make('button', {type: 'button'}, 'Stop');
        stop.addEventListener('click', function () { ask('stop', {}); });
        bar.append(' ', stop);
    }
    markRunning();
}
function showFault() {
    var wrong = status.wrong;
    fault.hidden = !wrong;
    fault.textContent = '';
    if (!wrong) return;
    var words = make('p');
    if (wrong.line) words.append(make('strong', {}, 'Line ' + wrong.line + ': '));
    words.append(wrong.message);
    if (wrong.step) words.append(' It was at ', linkTo(wrong.step), ' (line ' + wrong.step.line + ').');
    fault.append(words);
    if (wrong.text) fault.append(make('pre', {}, wrong.text));
    if (wrong.hint) fault.append(make('p', {class: 'note'}, wrong.hint));
    if (main.children.length)
        fault.append(make('p', {class: 'note'}, 'The page is as it was before.'));
}

// --- what can be accepted ----------------------------------------------------------------------
function ask(name, body) {
    return fetch(name, {method: 'POST', headers: {'Content-Type': 'application/json'},
                        body: JSON.stringify(body)}).then(function (answer) {
        return answer.json().then(function (told) {
            if (!answer.ok) throw new Error(told.error || answer.statusText);
            return told;
        });
    });
}
function field(name, value) {
    var label = make('label', {}, name + ' '), input = make('input', {name: name, value: value});
    label.append(input);
    return label;
}
function showOffer(offer, files, list) {
    var item = make('li', {'data-offer': offer.id}), says = make('p', {class: 'note', role: 'status'});
    var quote = make('blockquote', {}, offer.what), from = make('p', {class: 'note'});
    var link = make('a', {rel: 'noreferrer noopener'}, offer.title || offer.url);
    if (/^https?:/.test(offer.url)) link.href = offer.url;
    from.append('From ', link);
    if (offer.due) from.append('; due ' + offer.due + ' (“' + offer.due_said + '”)');
    var form = make('div', {class: 'fields'});
    ['date', 'actor', 'kind'].forEach(function (name) { form.append(field(name, offer[name] || '')); });
    var choice = make('select', {name: 'file', 'aria-label': 'file'});
    files.forEach(function (file) { choice.append(make('option', {}, file)); });
    if (files.length > 1) form.append(choice);
    function act(name, body) {
        body.id = offer.id;
        ask(name, body).catch(function (error) { says.textContent = error.message; });
    }
    var accept = make('button', {type: 'button', class: 'accept'}, 'Accept');
    accept.disabled = !files.length;
    accept.addEventListener('click', function () {
        var body = {id: offer.id, file: choice.value};
        form.querySelectorAll('input').forEach(function (each) { body[each.name] = each.value; });
        ask('accept', body).then(function (told) {
            list.said.textContent = 'Wrote to ' + told.file + ': ' + told.row.replace(/\t+/g, ' · ');
        }).catch(function (error) { says.textContent = error.message; });
    });
    var reject = make('button', {type: 'button', class: 'reject'}, 'Reject');
    reject.addEventListener('click', function () { act('reject', {}); });
    form.append(accept, reject);
    item.append(quote, from, form, says);
    return item;
}
var list = {said: make('p', {class: 'note said', role: 'status'}), items: make('ol')};
list.title = make('summary');
panel.append(list.title, list.said, list.items);
function showOffers(data) {
    var count = data.offers.length, known = new Map();
    Array.from(list.items.children).forEach(function (each) { known.set(each.dataset.offer, each); });
    panel.hidden = count === 0 && !list.said.textContent;
    list.title.textContent = count === 1 ? '1 candidate' : count + ' candidates';
    var shown = data.offers.map(function (offer) {
        return known.get(offer.id) || showOffer(offer, data.files, list);
    });
    var wanted = new Set(shown);
    known.forEach(function (each) { if (!wanted.has(each)) each.remove(); });
    shown.forEach(function (each, i) {
        if (list.items.children[i] !== each) list.items.insertBefore(each, list.items.children[i] || null);
    });
    if (!data.files.length && count && !list.said.textContent)
        list.said.textContent = 'The notebook loads no TSV or CSV file of events to accept them into.';
}

// --- the line to the server --------------------------------------------------------------------
function listen() {
    source = new EventSource('events?after=' + encodeURIComponent(position));
    source.addEventListener('page', function (event) {
        position = event.lastEventId;
        take(JSON.parse(event.data));
    });
    source.addEventListener('whole', function (event) {
        position = event.lastEventId;
        take(JSON.parse(event.data));
    });
    source.addEventListener('status', function (event) {
        status = JSON.parse(event.data);
        showBar();
        showFault();
    });
    source.addEventListener('offers', function (event) { showOffers(JSON.parse(event.data)); });
    source.onopen = function () { away = false; showBar(); };
    source.onerror = function () {
        away = true;
        showBar();
        if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
        source.close();
        setTimeout(listen, 1000);
    };
}
var numbers = main.dataset.blocks.split(' ');
Array.from(main.children).forEach(function (element, i) {
    live.set(Number(numbers[i]), element);
    sent.set(Number(numbers[i]), element.cloneNode(true));
});
listen();
})();
