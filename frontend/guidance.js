// What stands beside a question follows what is ticked: [data-guidance] names the tick boxes, [data-reasons] the answers.
export function startGuidance (scope) {
  for (const beside of scope.querySelectorAll('[data-guidance]')) {
    const boxes = [...document.querySelectorAll(`input[name="${beside.dataset.guidance}"]`)]
    const show = () => {
      const chosen = new Set(boxes.filter((box) => box.checked).map((box) => box.value))
      for (const clause of beside.querySelectorAll('[data-reasons]')) {
        clause.hidden = !clause.dataset.reasons.split(' ').some((reason) => chosen.has(reason))
      }
      for (const level of beside.querySelectorAll('[data-guidance-level]')) {
        level.hidden = !level.querySelector('[data-reasons]:not([hidden])')
      }
      beside.querySelector('[data-guidance-empty]').hidden = !!beside.querySelector('[data-reasons]:not([hidden])')
    }
    for (const box of boxes) box.addEventListener('change', show)
    addEventListener('pageshow', show)
    show()
  }
}
