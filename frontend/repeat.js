// Adds and removes repeated parts of a form. Without scripts the same buttons submit the form and the server does it.
import { fill, words } from './common.js'

export function startRepeat (scope) {
  for (const list of scope.querySelectorAll('[data-repeat]')) watch(list)
}

function watch (list) {
  if (list.dataset.repeatStarted) return
  list.dataset.repeatStarted = 'yes'
  const items = list.querySelector('[data-repeat-items]')
  const template = list.querySelector('[data-repeat-template]')
  const adder = list.querySelector('[data-repeat-add]')
  const status = list.querySelector('[data-repeat-status]')
  const minimum = Number(list.dataset.repeatMinimum || 1)
  const maximum = Number(list.dataset.repeatMaximum || Infinity)
  const total = list.querySelector('input[name$="-TOTAL_FORMS"]') || list.closest('form')?.querySelector(`input[name="${list.dataset.repeat}-TOTAL_FORMS"]`)
  const shown = () => [...items.querySelectorAll('[data-repeat-item]')].filter((item) => !item.hidden)
  let next = total ? Number(total.value) : shown().length

  const tidy = () => {
    const all = shown()
    all.forEach((item, index) => item.querySelectorAll('[data-repeat-number]').forEach((found) => { found.textContent = String(index + 1) }))
    for (const button of list.querySelectorAll('[data-repeat-remove]')) button.hidden = all.length <= minimum
    adder.hidden = all.length >= maximum
  }

  adder.addEventListener('click', (event) => {
    event.preventDefault()
    const holder = document.createElement('template')
    holder.innerHTML = template.innerHTML.replaceAll('__index__', String(next)).replaceAll('__prefix__', String(next))
    next += 1
    if (total) total.value = String(next)
    items.append(holder.content)
    tidy()
    const added = shown().at(-1)
    added.querySelector('legend')?.focus()
    status.textContent = fill(words(list, 'added', 'Added. There are now {number}.'), { number: shown().length })
    added.dispatchEvent(new Event('change', { bubbles: true }))
  })

  items.addEventListener('click', (event) => {
    const button = event.target.closest('[data-repeat-remove]')
    if (!button) return
    event.preventDefault()
    const item = button.closest('[data-repeat-item]')
    const position = shown().indexOf(item)
    const mark = item.querySelector('input[name$="-DELETE"]')
    if (mark) {
      // A stored row stays in the form, marked, so that the server can remove it.
      mark.type === 'checkbox' ? (mark.checked = true) : (mark.value = 'on')
      item.hidden = true
    } else item.remove()
    tidy()
    const focus = shown()[Math.max(position - 1, 0)]?.querySelector('legend') || adder
    focus.focus()
    status.textContent = fill(words(list, 'removed', 'Removed. There are now {number}.'), { number: shown().length })
    list.dispatchEvent(new Event('change', { bubbles: true }))
  })

  tidy()
}
