// Small comforts: print buttons, filters and the menu that unfold where there is room, menus that close.
const ROOM_FOR_A_LINE = '(min-width: 40.0625em)'

export function startPage (scope) {
  for (const button of scope.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
  // Closed as sent: on a narrow screen the results come first. Beside them there is room.
  if (matchMedia('(min-width: 48.0625em)').matches) {
    for (const filter of scope.querySelectorAll('details[data-filter]')) filter.open = true
  }
  // The same menu is a line of links where there is room for one. Turning a tablet changes that.
  const room = matchMedia(ROOM_FOR_A_LINE)
  for (const menu of scope.querySelectorAll('details[data-menu]')) {
    menu.open = room.matches
    room.addEventListener('change', () => { menu.open = room.matches })
  }
  for (const menu of scope.querySelectorAll('details.account-menu, details.navigation-menu')) {
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return
      menu.open = false
      menu.querySelector('summary').focus()
    })
    document.addEventListener('click', (event) => { if (!menu.contains(event.target)) menu.open = false })
  }
}

// Questions that an answer of a radio list reveals. GOV.UK's own module marks the radio with aria-expanded, which ARIA
// does not allow there, so radios are done here; tick boxes, where it is allowed, stay with the vendor.
export function startReveals (scope) {
  for (const list of scope.querySelectorAll('.govuk-radios')) {
    const radios = [...list.querySelectorAll('input[type="radio"][data-aria-controls]')]
    if (!radios.length) continue
    for (const radio of radios) {
      radio.dataset.reveals = radio.dataset.ariaControls
      radio.removeAttribute('data-aria-controls')
    }
    const show = () => {
      for (const radio of radios) {
        document.getElementById(radio.dataset.reveals)?.classList.toggle('govuk-radios__conditional--hidden', !radio.checked)
      }
    }
    list.addEventListener('change', show)
    addEventListener('pageshow', show)
    show()
  }
}
