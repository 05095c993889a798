// Warns before the session ends, extends it with one press, and when it is over covers the page.
// Typing and clicking count as use: the server hears of them at most once a minute. Opening a page is use too, and
// other tabs hear of it. A form that does not save itself stays under the cover: whoever signs in again beside it, and
// is the same person in the same post, finds it as they left it.
import { csrfToken, fill, post, words } from './common.js'

const TELL_EVERY = 60000

export function startSession (scope) {
  const dialog = scope.querySelector('dialog[data-session]')
  if (!dialog) return
  const idle = Number(dialog.dataset.idleSeconds) * 1000
  const warn = Number(dialog.dataset.warnSeconds) * 1000
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel('session') : null
  let used = Date.now()
  let over = false

  // A form that would lose what was typed if the page were left: it was changed, and does not save itself.
  const changed = (control) => control.name && control.type !== 'hidden' && (
    control instanceof HTMLSelectElement
      ? [...control.options].some((option) => option.selected !== option.defaultSelected) && control.selectedIndex > 0
      : ['checkbox', 'radio'].includes(control.type)
        ? control.checked !== control.defaultChecked
        : 'defaultValue' in control && control.value !== control.defaultValue)
  const unsaved = () => [...scope.querySelectorAll('main form[method="post"]:not([data-autosave-url])')]
    .some((form) => [...form.elements].some(changed))
  const whose = (page) => page.querySelector('.account-menu__summary')?.textContent.trim()

  const left = () => used + idle - Date.now()
  const wasUsed = (tell = true) => {
    used = Date.now()
    if (tell) channel?.postMessage('used')
    if (dialog.open && !over) dialog.close()
  }
  const extend = async () => {
    try {
      const answer = await post(dialog.dataset.extendUrl, new URLSearchParams({ csrfmiddlewaretoken: csrfToken() }))
      if (answer.ok) return wasUsed()
      if (answer.type === 'opaqueredirect' || [401, 403].includes(answer.status)) end()
    } catch { /* The network is away; the clock goes on, and the next try may succeed. */ }
  }
  const saveDrafts = () => {
    const promises = []
    document.dispatchEvent(new CustomEvent('draft:save', { detail: { promises } }))
    return Promise.allSettled(promises)
  }
  // Somebody signed in beside this page. What it shows is only for who had it open.
  const uncover = async () => {
    const answer = await fetch('/', { credentials: 'same-origin', cache: 'no-store', redirect: 'manual' }).catch(() => null)
    if (!answer?.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    if (!whose(page) || whose(page) !== whose(document)) return
    const token = csrfToken(page)
    for (const field of scope.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token
    over = false
    dialog.close()
    dialog.classList.remove('dialog--cover')
    dialog.querySelector('[data-session-warning]').hidden = false
    dialog.querySelector('[data-session-over]').hidden = true
    used = Date.now()
  }
  const end = () => {
    if (over) return
    over = true
    const link = dialog.querySelector('[data-session-sign-in]')
    if (unsaved()) {
      link.target = '_blank'
      link.rel = 'noopener'
      link.textContent = words(dialog, 'beside', 'Sign in (opens in a new tab)')
      dialog.querySelector('[data-session-over] p').textContent =
        words(dialog, 'stays', 'What you typed is still on this page. Sign in in the new tab, then come back to this one.')
    }
    link.href = `${dialog.dataset.signInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`
    dialog.querySelector('[data-session-warning]').hidden = true
    dialog.querySelector('[data-session-over]').hidden = false
    dialog.classList.add('dialog--cover')
    if (!dialog.open) dialog.showModal()
    dialog.querySelector('[data-session-over] h2').focus()
  }

  if (channel) {
    channel.onmessage = ({ data }) => { if (data === 'used') over ? uncover() : wasUsed(false) }
    channel.postMessage('used')
  }
  document.addEventListener('session:used', () => wasUsed())
  dialog.querySelector('[data-session-extend]').addEventListener('click', extend)
  dialog.addEventListener('cancel', (event) => { event.preventDefault(); if (!over) extend() })
  for (const kind of ['keydown', 'pointerdown']) {
    document.addEventListener(kind, () => {
      if (!dialog.open && Date.now() - used > TELL_EVERY) { used = Date.now(); extend() }
    }, { passive: true })
  }

  const shownLeft = dialog.querySelector('[data-session-left]')
  const tick = () => {
    const remaining = left()
    if (remaining <= 0) return end()
    if (remaining > warn) return
    const seconds = Math.ceil(remaining / 1000)
    // Whole minutes until the last one, so that a screen reader is not interrupted each second.
    const text = seconds > 60
      ? fill(words(dialog, 'minutes', '{number} minutes'), { number: Math.ceil(seconds / 60) })
      : seconds > 20 ? words(dialog, 'minute', '1 minute') : words(dialog, 'seconds', '20 seconds')
    if (shownLeft.textContent !== text) shownLeft.textContent = text
    if (!dialog.open) {
      saveDrafts()
      dialog.showModal()
      dialog.querySelector('h2').focus()
    }
  }
  setInterval(tick, 1000)
  document.addEventListener('visibilitychange', tick)
}
