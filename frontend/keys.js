// Keyboard shortcuts of staff pages: / j k Enter ? 1 2 3 and g with a letter. Off in fields, and off when body has no data-shortcuts.
import { isTyping } from './common.js'

export function startKeys (scope) {
  if (!scope.body.hasAttribute('data-shortcuts')) return
  let going = 0

  const rows = () => [...scope.querySelectorAll('[data-row]')].filter((row) => row.offsetParent !== null)
  const move = (step) => {
    const all = rows()
    if (!all.length) return
    const now = all.findIndex((row) => row.classList.contains('is-current'))
    const next = all[now === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + step, 0), all.length - 1)]
    for (const row of all) row.classList.toggle('is-current', row === next)
    next.setAttribute('tabindex', '-1')
    next.focus({ preventScroll: true })
    next.scrollIntoView({ block: 'nearest' })
  }
  const open = (row) => {
    const address = row.dataset.rowHref || row.querySelector('a[href]')?.href
    if (address) location.assign(address)
  }

  scope.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (scope.querySelector('dialog[open]')) return
    const went = Date.now() - going < 1500
    going = 0
    if (went && /^[a-z0-9]$/.test(event.key)) {
      const link = scope.querySelector(`[data-go="${event.key}"]`)
      if (link) { event.preventDefault(); link.click() }
      return
    }
    switch (event.key) {
      case '/': {
        const search = scope.querySelector('[data-search]')
        if (search) { event.preventDefault(); search.focus(); search.select() }
        break
      }
      case 'j': move(1); break
      case 'k': move(-1); break
      case 'g': going = Date.now(); break
      case '1': case '2': case '3': {
        const button = scope.querySelector(`button[data-press="${event.key}"]`)
        if (button && !event.repeat) { event.preventDefault(); button.click() }
        break
      }
      case '?': scope.getElementById('shortcuts')?.showModal(); break
      case 'Enter':
        if (event.target.matches('[data-row]')) { event.preventDefault(); open(event.target) }
        break
    }
  })
}
