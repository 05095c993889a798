// Small comforts: print buttons, filters that fold on phones, menus that close.
export function startPage (scope) {
  for (const button of scope.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
  // Open without scripts; on a narrow screen the results come first.
  if (matchMedia('(max-width: 48em)').matches) {
    for (const filter of scope.querySelectorAll('details[data-filter]')) filter.removeAttribute('open')
  }
  for (const menu of scope.querySelectorAll('details.account-menu')) {
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return
      menu.open = false
      menu.querySelector('summary').focus()
    })
    document.addEventListener('click', (event) => { if (!menu.contains(event.target)) menu.open = false })
  }
}
