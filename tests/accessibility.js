// What tests/accessibility.py asks of a page with axe in it.
globalThis.accessibility = (() => {
  const CONTRAST = 'color-contrast';
  // These ask where things stand; all others but contrast ask what is written, and whether it is shown.
  const BY_PLACE = ['target-size', 'scrollable-region-focusable'];
  const CLEAR = 'rgba(0, 0, 0, 0)';
  const FIELDS = new Set(['input', 'select', 'textarea', 'button']);
  let before = null;

  const heads = () => [...document.querySelectorAll('body > header, body > footer, nav.side')];
  const shown = (one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const written = (one) => [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
  const large = (style) => {
    const size = parseFloat(style.fontSize);
    return size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  };

  // What an element adds to all that is painted behind its words: nothing, as most do, or its colours. Of what stands
  // outside the flow nobody can tell behind what it comes to lie: it is taken by its name.
  const behind = (one, {backgroundColor, backgroundImage, opacity, position}, around) => {
    const paints = backgroundColor !== CLEAR || backgroundImage !== 'none' || opacity !== '1';
    const aside = position === 'static' || position === 'relative' ? '' : `${one.localName}.${one.className}`;
    return paints || aside ? `${around} > ${backgroundColor} ${backgroundImage} ${opacity} ${aside}` : around;
  };

  // How each element's words look: null where it is not shown, "" where it has none.
  const looks = () => {
    const grounds = new Map(), found = new Map();
    for (const one of document.querySelectorAll('*')) {
      const style = getComputedStyle(one), ground = behind(one, style, grounds.get(one.parentElement) ?? '');
      const field = FIELDS.has(one.localName) ? `${one.localName} ${!one.value}` : '';
      grounds.set(one, ground);
      if (!shown(one)) found.set(one, null);
      else found.set(one, field || written(one) ? `${field} ${style.color} ${large(style)} ${ground}` : '');
    }
    return found;
  };

  // How head, menu and foot are written and look at this width: all but where links lead and which of them leads here.
  const frames = () => {
    const look = looks();
    return heads().map((part) => {
      const copy = part.cloneNode(true), seen = new Set();
      for (const link of copy.querySelectorAll('[href]')) link.setAttribute('href', '');
      for (const field of copy.querySelectorAll('[type=hidden]')) field.setAttribute('value', '');
      for (const here of copy.querySelectorAll('[aria-current]')) here.removeAttribute('aria-current');
      for (const one of part.querySelectorAll('*')) seen.add(`${one.localName} ${look.get(one)}`);
      return [innerWidth, document.body.className, copy.outerHTML, ...[...seen].sort()].join();
    });
  };

  // What breaks a rule of these tags, heads that are known left out; and looks that were not known to be well.
  const faults = async ({tags, known, well}) => {
    const exclude = heads().filter((_, number) => known[number]);
    const all = [...looks()].filter(([one]) => !exclude.some((part) => part.contains(one)));
    const now = {html: document.documentElement.outerHTML, shown: all.map(([, look]) => +(look === null)).join('')};
    const same = before?.html === now.html && before.shown === now.shown;
    const news = new Map(), seen = new Set(well);
    for (const [one, look] of all) if (look && !seen.has(look) && !news.has(look)) news.set(look, one);
    before = now;
    const broken = async (include, runOnly, rules = {}) =>
      (await axe.run({include, exclude}, {runOnly, rules, resultTypes: ['violations']})).violations;
    const page = [document.documentElement], rule = (...values) => ({type: 'rule', values});
    const found = same
      ? await broken(page, rule(...BY_PLACE))
      : await broken(page, {type: 'tag', values: tags}, {[CONTRAST]: {enabled: false}});
    if (news.size) found.push(...await broken([...news.values()], rule(CONTRAST)));
    return [found.map(({id, nodes}) => [id, nodes.map((node) => node.html)]), [...news.keys()]];
  };

  return {frames, faults};
})();
