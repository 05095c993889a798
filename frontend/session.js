// Warns before the session ends, extends it with one press, and when it is over covers the page.
// Typing and clicking count as use: the server hears of them at most once a minute.
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
  const end = () => {
    if (over) return
    over = true
    const link = dialog.querySelector('[data-session-sign-in]')
    link.href = `${dialog.dataset.signInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`
    dialog.querySelector('[data-session-warning]').hidden = true
    dialog.querySelector('[data-session-over]').hidden = false
    dialog.classList.add('dialog--cover')
    if (!dialog.open) dialog.showModal()
    dialog.querySelector('[data-session-over] h2').focus()
  }

  if (channel) channel.onmessage = ({ data }) => data === 'used' && wasUsed(false)
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
