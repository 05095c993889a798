"""The design system: layouts, components, form fields, charts and documents. It knows no domain words."""
