// Saves a form to the server while it is typed. Never to browser storage: a shared computer keeps that.
//
// <form data-autosave-url="…" data-draft-version="3">; the server answers
//   200 {"version": 4, "saved_at": "9:14am"}
//   409 {"version": 6, "saved_at": "9:12am", "saved_by": "…", "fields": {"name": "text as it is stored"}}
//   422 or 429 {"problem": "what to do"}; 429 says in Retry-After when to try again
// The posted form holds every field and draft_version.
import { element, fill, post, timeOfDay, words } from './common.js'

const QUIET = 2000
const RETRIES = [5000, 10000, 20000, 40000, 60000]
const KEEPALIVE_LIMIT = 60000

export function startAutosave (scope) {
  for (const form of scope.querySelectorAll('form[data-autosave-url]')) new Autosave(form)
}

class Autosave {
  constructor (form) {
    this.form = form
    this.version = form.dataset.draftVersion || '0'
    this.status = form.querySelector('.status--autosave') || form.appendChild(element('p', { class: 'status', role: 'status' }))
    this.saved = this.serialise()
    this.failures = 0
    this.notBefore = 0
    this.running = null
    this.conflict = null
    this.submitted = false
    form.addEventListener('input', () => this.later(QUIET))
    form.addEventListener('change', () => this.later(QUIET))
    form.addEventListener('submit', () => { this.submitted = true; clearTimeout(this.timer) })
    document.addEventListener('draft:save', (event) => event.detail?.promises?.push(this.save()))
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.save({ leaving: true }) })
    addEventListener('pagehide', () => this.save({ leaving: true }))
    addEventListener('pageshow', (event) => { if (event.persisted) this.submitted = false })
    addEventListener('online', () => { if (this.dirty()) this.later(0) })
    addEventListener('beforeunload', (event) => { if (!this.submitted && this.failures > 0 && this.dirty()) event.preventDefault() })
  }

  serialise () {
    const body = new URLSearchParams()
    for (const control of this.form.elements) {
      if (!control.name || control.disabled || control.closest('[data-autosave="off"]') || control.closest('template')) continue
      if (['file', 'password', 'submit', 'button', 'reset', 'image'].includes(control.type)) continue
      if (control.name === 'csrfmiddlewaretoken') continue
      if (['checkbox', 'radio'].includes(control.type) && !control.checked) continue
      if (control instanceof HTMLSelectElement) for (const option of control.selectedOptions) body.append(control.name, option.value)
      else body.append(control.name, control.value)
    }
    return body.toString()
  }

  dirty () {
    return this.serialise() !== this.saved
  }

  later (wait) {
    clearTimeout(this.timer)
    // Typing on while the server wants us to wait asks it no sooner.
    if (!this.submitted) this.timer = setTimeout(() => this.save(), Math.max(wait, this.notBefore - Date.now()))
  }

  async save ({ leaving = false } = {}) {
    clearTimeout(this.timer)
    if (this.submitted || this.conflict || !this.dirty()) return
    if (this.running) {
      // A second save on the same version would look like somebody else's, so it waits; leaving cannot wait.
      if (!leaving) { this.again = true; return this.running }
    }
    const sent = this.serialise()
    const body = new URLSearchParams(sent)
    body.set('draft_version', this.version)
    const keepalive = leaving && body.toString().length < KEEPALIVE_LIMIT
    this.running = this.send(body, sent, keepalive)
    await this.running
    this.running = null
    if (this.again) { this.again = false; this.later(0) }
  }

  async send (body, sent, keepalive) {
    try {
      const answer = await post(this.form.dataset.autosaveUrl, body, { keepalive })
      if (answer.status === 409) return this.showBoth(await answer.json())
      if ([422, 429].includes(answer.status)) return this.refused(answer, await answer.json())
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const { version, saved_at: savedAt } = await answer.json()
      this.version = String(version)
      this.form.dataset.draftVersion = this.version
      const hidden = this.form.elements.namedItem('draft_version')
      if (hidden) { hidden.value = this.version; sent = this.serialiseWith(sent, this.version) }
      this.saved = sent
      this.failures = 0
      this.say('saved', fill(words(this.form, 'saved', 'Saved {time}'), { time: savedAt || timeOfDay() }))
      document.dispatchEvent(new CustomEvent('session:used'))
    } catch {
      this.failed(words(this.form, 'failing', 'Not saved yet — we will keep trying'))
    }
  }

  // The server said why not. What was typed stays here; the next try comes when it may succeed.
  refused (answer, { problem }) {
    this.failed(problem, Number(answer.headers.get('Retry-After')) * 1000)
  }

  failed (problem, after = 0) {
    const wait = after || RETRIES[Math.min(this.failures, RETRIES.length - 1)]
    this.failures += 1
    this.notBefore = Date.now() + after
    this.say('problem', problem)
    this.later(wait)
  }

  serialiseWith (sent, version) {
    const body = new URLSearchParams(sent)
    body.set('draft_version', version)
    return body.toString()
  }

  say (kind, text) {
    this.status.classList.toggle('status--problem', kind === 'problem')
    if (this.status.textContent !== text) this.status.textContent = text
  }

  // Somebody else saved first. Nothing is thrown away: both texts stand side by side until the person chooses.
  showBoth (answer) {
    this.conflict = answer
    const mine = new URLSearchParams(this.serialise())
    const different = Object.entries(answer.fields || {}).filter(([name, theirs]) => (mine.get(name) ?? '') !== theirs)
    const heading = element('h2', { class: 'notice__heading', tabindex: '-1' },
      words(this.form, 'both', 'Someone else has saved this too. Choose which text to keep.'))
    const box = element('div', { class: 'notice notice--warning', role: 'region', 'aria-label': heading.textContent })
    const content = element('div', { class: 'notice__content' }, heading)
    for (const [name, theirs] of different) content.append(this.oneDifference(name, mine.get(name) ?? '', theirs, answer))
    const done = element('button', { type: 'button', class: 'govuk-button govuk-button--secondary' }, words(this.form, 'go-on', 'Go on with what is in the form'))
    done.addEventListener('click', () => {
      this.version = String(answer.version)
      this.conflict = null
      box.remove()
      this.say('saved', '')
      this.later(0)
    })
    content.append(done)
    box.append(content)
    this.form.prepend(box)
    this.say('problem', words(this.form, 'conflict', 'Not saved yet — choose which text to keep'))
    heading.focus()
  }

  oneDifference (name, mine, theirs, answer) {
    const control = this.form.elements.namedItem(name)
    const label = control?.labels?.[0]?.textContent.trim() || name
    const side = (title, text) => element('section', { class: 'compare__side' },
      element('h3', { class: 'compare__title' }, title), element('p', { class: 'compare__text' }, text || '—'))
    const use = element('button', { type: 'button', class: 'govuk-button govuk-button--secondary' },
      fill(words(this.form, 'use-theirs', 'Use the other text for “{label}”'), { label }))
    use.addEventListener('click', () => {
      if (control && 'value' in control) control.value = theirs
      use.disabled = true
    })
    return element('div', { class: 'compare' },
      side(fill(words(this.form, 'mine', 'Yours: {label}'), { label }), mine),
      side(fill(words(this.form, 'theirs', 'Saved by {who} at {time}'), { who: answer.saved_by || '…', time: answer.saved_at || '' }), theirs),
      element('div', { class: 'compare__choice' }, use))
  }
}
