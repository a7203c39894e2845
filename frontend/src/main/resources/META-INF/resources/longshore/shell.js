// The browser's part of the shell: ages that grow without a push, keyboard, copying, and the banner when the server is gone.

const words = () => window.longshoreWords || { s: '{0} s', min: '{0} min', h: '{0} h', d: '{0} d', mo: '{0} mo', y: '{0} y', lang: 'en', skew: 0 };

function ageText(at) {
  const w = words();
  const seconds = Math.max(0, Math.floor((Date.now() + w.skew - at) / 1000));
  const say = (pattern, count) => pattern.replace('{0}', count);
  if (seconds < 60) return say(w.s, seconds);
  if (seconds < 3600) return say(w.min, Math.floor(seconds / 60));
  if (seconds < 172800) return say(w.h, Math.floor(seconds / 3600));
  const days = Math.floor(seconds / 86400);
  if (days < 60) return say(w.d, days);
  return days < 730 ? say(w.mo, Math.floor(days / 30)) : say(w.y, Math.floor(days / 365));
}

function momentText(at, long) {
  const date = new Date(at);
  const lang = words().lang;
  if (long) return date.toLocaleString(lang, { dateStyle: 'medium', timeStyle: 'medium' });
  const now = new Date();
  const today = now.toDateString() === date.toDateString();
  const year = now.getFullYear() === date.getFullYear() ? {} : { year: 'numeric' };
  return today
    ? date.toLocaleTimeString(lang, { hour12: false })
    : date.toLocaleString(lang, { ...year, month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });
}

/** Shared by both: a moment in the attribute "at", in milliseconds since the epoch. */
class Timed extends HTMLElement {
  static observedAttributes = ['at'];
  constructor() {
    super();
    this.attachShadow({ mode: 'open' });
  }
  attributeChangedCallback() { this.show(); }
  show() {
    const at = this.getAttribute('at');
    const text = at ? this.text(Number(at)) : '–';
    if (this.shadowRoot.textContent !== text) this.shadowRoot.textContent = text;
    if (at) this.title = momentText(Number(at), true);
  }
}

const ages = new Set();

class Age extends Timed {
  connectedCallback() { ages.add(this); this.show(); }
  disconnectedCallback() { ages.delete(this); }
  text(at) { return ageText(at); }
}

class Moment extends Timed {
  connectedCallback() { this.show(); }
  text(at) { return momentText(at, false); }
}

customElements.define('longshore-age', Age);
customElements.define('longshore-moment', Moment);
setInterval(() => { if (!document.hidden) ages.forEach((age) => age.show()); }, 1000);

// copying
window.longshore = {
  async copy(text, button, done) {
    try {
      await navigator.clipboard.writeText(text);
    } catch (refused) {
      // without HTTPS there is no clipboard API: select a hidden field and let the browser copy that
      const field = document.createElement('textarea');
      field.value = text;
      field.style.position = 'fixed';
      field.style.opacity = '0';
      document.body.append(field);
      field.select();
      document.execCommand('copy');
      field.remove();
    }
    const label = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (label && label.textContent !== done) {
      const before = label.textContent;
      label.textContent = done;
      setTimeout(() => { label.textContent = before; }, 1600);
    }
  },
};

// keyboard
let goUntil = 0;

function typing(event) {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

function focusSearch(event) {
  const field = document.querySelector('.ls-search');
  if (field) {
    event.preventDefault();
    field.focus();
  }
}

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
    focusSearch(event);
    return;
  }
  if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('vaadin-dialog[opened]')) return;
  if (event.key === 'Escape' && !event.defaultPrevented) {
    document.querySelector('.ls-drawer-close')?.click();
    return;
  }
  if (Date.now() < goUntil) {
    goUntil = 0;
    const item = document.querySelector(`vaadin-side-nav-item[data-go="${CSS.escape(event.key)}"]`);
    const link = item && item.shadowRoot && item.shadowRoot.querySelector('a');
    if (link) {
      event.preventDefault();
      link.click();
    }
  } else if (event.key === 'g') {
    goUntil = Date.now() + 1500;
  } else if (event.key === '/') {
    focusSearch(event);
  }
});

// is the server there?
let misses = 0;

function reachable(yes) {
  misses = yes ? 0 : misses + 1;
  const lost = misses >= 2;
  if (lost === document.documentElement.classList.contains('ls-lost')) return;
  document.documentElement.classList.toggle('ls-lost', lost);
  // after a restart of the server this tab's session is gone: load the page anew, or be asked to sign in
  if (!lost) location.reload();
}

const soon = () => ({ cache: 'no-store', signal: AbortSignal.timeout(4000) });

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch('actuator/health', { credentials: 'omit', ...soon() });
    reachable(answer.status < 502);
    // signed out in another tab, or the account was disabled: show nothing of what is known here any longer
    if (answer.ok && document.querySelector('.ls-shell') && (await fetch('session', soon())).status === 401) location.reload();
  } catch (gone) {
    reachable(false);
  }
}

setInterval(look, 5000);
document.addEventListener('visibilitychange', look);
