// Refreshes a part of a page in place: [data-live-url] every data-live-seconds. Unchanged parts cost one short answer.
import { announce, fill, isTyping, timeOfDay, words } from './common.js'

export function startLive (scope, start) {
  for (const region of scope.querySelectorAll('[data-live-url]')) new Live(region, start)
}

class Live {
  constructor (region, start) {
    this.region = region
    this.start = start
    this.seconds = Number(region.dataset.liveSeconds) || 15
    this.updated = new Date()
    this.tag = ''
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.refresh()
      else clearTimeout(this.timer)
    })
    this.next()
  }

  next (seconds = this.seconds) {
    clearTimeout(this.timer)
    if (document.visibilityState === 'visible') this.timer = setTimeout(() => this.refresh(), seconds * 1000)
  }

  async refresh () {
    clearTimeout(this.timer)
    const typing = this.region.contains(document.activeElement) && isTyping(document.activeElement)
    if (typing || this.busy) return this.next()
    this.busy = true
    try {
      const answer = await fetch(this.region.dataset.liveUrl, {
        credentials: 'same-origin',
        redirect: 'manual',
        cache: 'no-store',
        headers: { 'X-Requested-With': 'live', ...(this.tag ? { 'If-None-Match': this.tag } : {}) }
      })
      if (answer.status === 200) {
        this.tag = answer.headers.get('ETag') || ''
        this.show(await answer.text())
      } else if (answer.status !== 304) throw new Error(`status ${answer.status}`)
      this.updated = new Date()
      this.failed = false
    } catch {
      if (!this.failed) announce(fill(words(this.region, 'stale', 'Not updated since {time}. Trying again.'), { time: timeOfDay(this.updated) }))
      this.failed = true
      this.region.dataset.liveStale = timeOfDay(this.updated)
    }
    if (!this.failed) delete this.region.dataset.liveStale
    this.busy = false
    this.next(this.failed ? this.seconds * 2 : this.seconds)
  }

  show (html) {
    const parsed = new DOMParser().parseFromString(html, 'text/html')
    const fresh = parsed.getElementById(this.region.id) || parsed.body
    if (fresh.innerHTML.trim() === this.shown) return
    this.shown = fresh.innerHTML.trim()
    const place = this.remember()
    this.region.replaceChildren(...document.importNode(fresh, true).childNodes)
    this.restore(place)
    this.start(this.region)
    const said = this.region.querySelector('[data-live-announce]')?.dataset.liveAnnounce
    if (said && said !== this.said) announce(said)
    this.said = said
  }

  remember () {
    const focused = this.region.contains(document.activeElement) ? document.activeElement : null
    return {
      key: focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.dataset.rowHref ? `[data-row-href="${CSS.escape(focused.dataset.rowHref)}"]` : focused.getAttribute('href') ? `a[href="${CSS.escape(focused.getAttribute('href'))}"]` : null),
      current: this.region.querySelector('.is-current')?.dataset.rowHref,
      open: [...this.region.querySelectorAll('details[open][id]')].map((found) => found.id),
      across: [...this.region.querySelectorAll('.table-scroll')].map((found) => found.scrollLeft),
      top: scrollY
    }
  }

  restore ({ key, current, open, across, top }) {
    for (const id of open) this.region.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '')
    this.region.querySelectorAll('.table-scroll').forEach((found, index) => { found.scrollLeft = across[index] || 0 })
    if (current) {
      const row = this.region.querySelector(`[data-row-href="${CSS.escape(current)}"]`)
      row?.classList.add('is-current')
      row?.setAttribute('tabindex', '-1')
    }
    if (key) this.region.querySelector(key)?.focus({ preventScroll: true })
    if (scrollY !== top) scrollTo({ top, behavior: 'instant' })
  }
}
