// Small things that several modules need.

// The token that Django wants with every POST. Any form of the page carries it.
export function csrfToken (near = document) {
  const field = near.querySelector('input[name="csrfmiddlewaretoken"]') ||
    document.querySelector('input[name="csrfmiddlewaretoken"]')
  return field ? field.value : ''
}

export function post (url, body, options = {}) {
  return fetch(url, {
    method: 'POST',
    body,
    credentials: 'same-origin',
    redirect: 'manual',
    cache: 'no-store',
    ...options,
    headers: { 'X-CSRFToken': csrfToken(), 'X-Requested-With': 'fetch', ...options.headers }
  })
}

// Words come translated from the page, in data-text-… attributes; the English stands here.
export function words (element, key, english) {
  return element.getAttribute(`data-text-${key}`) || english
}

export function fill (text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '')
}

// 9:14am, as pages write it, on a London clock whatever the computer is set to.
export function timeOfDay (moment = new Date()) {
  const parts = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true, timeZone: 'Europe/London' })
    .formatToParts(moment)
  const part = (type) => parts.find((found) => found.type === type)?.value || ''
  const hour = Number(part('hour')) % 12 || 12
  const minute = part('minute')
  return `${hour}${minute === '00' ? '' : ':' + minute}${part('dayPeriod').replace(/[^apm]/gi, '').toLowerCase()}`
}

export function announce (text) {
  const region = document.getElementById('announcements')
  if (region) region.textContent = text
}

// Whether a key press belongs to what is being typed.
export function isTyping (target) {
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select'))
}

export function element (tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}
