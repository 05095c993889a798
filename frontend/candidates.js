// Looks for possible matches while a form is filled in: POSTs the named fields, shows the fragment that comes back.
import { csrfToken, fill, post, words } from './common.js'

export function startCandidates (scope) {
  for (const region of scope.querySelectorAll('[data-candidates-url]')) watch(region)
}

function watch (region) {
  if (region.dataset.candidatesStarted) return
  region.dataset.candidatesStarted = 'yes'
  const names = region.dataset.candidatesFields.split(' ')
  const form = region.closest('form') || document.querySelector(`form [name="${names[0]}"], form [name^="${names[0]}-"]`)?.form
  if (!form) return
  const results = region.querySelector('[data-candidates-results]')
  const status = region.querySelector('[data-candidates-status]')
  const belongs = (name) => names.some((wanted) => name === wanted || name.startsWith(`${wanted}-`))
  let timer
  let running
  let last = asked().toString()

  function asked () {
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (belongs(name) && typeof value === 'string') body.append(name, value)
    return body
  }

  async function look () {
    const body = asked()
    if (body.toString() === last) return
    last = body.toString()
    running?.abort()
    running = new AbortController()
    try {
      body.append('csrfmiddlewaretoken', csrfToken(form))
      const answer = await post(region.dataset.candidatesUrl, body, { signal: running.signal })
      if (!answer.ok) throw new Error(`status ${answer.status}`)
      const parsed = new DOMParser().parseFromString(await answer.text(), 'text/html')
      results.replaceChildren(...document.importNode(parsed.body, true).childNodes)
      const found = results.querySelectorAll('[data-candidate]').length
      status.textContent = found === 0 ? words(region, 'none', '') : found === 1 ? words(region, 'one', '1 possible match') : fill(words(region, 'many', '{number} possible matches'), { number: found })
    } catch (problem) {
      if (problem.name === 'AbortError') return
      last = ''
      status.textContent = words(region, 'failing', 'We could not look for matches. You can go on with the form.')
    }
  }

  const later = (event) => {
    if (!event.target.name || !belongs(event.target.name)) return
    clearTimeout(timer)
    timer = setTimeout(look, Number(region.dataset.candidatesWait) || 600)
  }
  form.addEventListener('input', later)
  form.addEventListener('change', later)
}
