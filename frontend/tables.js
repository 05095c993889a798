// A table that is wider than a telephone becomes cards there: one for each row, each cell under its column's name.
// Without scripts it scrolls sideways in its box.
const NARROW = matchMedia('(max-width: 40em)')

export function startTables (scope) {
  const fit = () => {
    if (!NARROW.matches) return
    for (const box of scope.querySelectorAll('.table-scroll')) if (box.scrollWidth > box.clientWidth) asCards(box.querySelector('table'))
  }
  fit()
  NARROW.addEventListener('change', fit)
}

function asCards (table) {
  const heads = [...(table?.tHead?.rows[0]?.cells ?? [])]
  const spans = [...(table?.querySelectorAll('[colspan], [rowspan]') ?? [])].some((cell) => cell.colSpan > 1 || cell.rowSpan > 1)
  if (!heads.length || spans || table.dataset.module || table.classList.contains('table--cards')) return
  table.classList.add('table--cards')
  // Drawn as blocks it is no table any more to a screen reader, unless it says so.
  table.setAttribute('role', 'table')
  for (const part of [table.tHead, ...table.tBodies]) part.setAttribute('role', 'rowgroup')
  for (const head of heads) head.setAttribute('role', 'columnheader')
  for (const row of table.rows) {
    row.setAttribute('role', 'row')
    if (row.parentNode === table.tHead) continue
    const named = row.querySelector('th')
    for (const [place, cell] of [...row.cells].entries()) {
      cell.setAttribute('role', cell.tagName === 'TH' ? 'rowheader' : 'cell')
      const name = heads[place]?.textContent.trim()
      if (cell === named) continue // what the row is about stands above it, and needs no name
      if (place === 0 && !named) cell.classList.add('table__cell--across')
      else if (name && !cell.dataset.label && cell.textContent.trim()) cell.dataset.label = name
    }
  }
}
