"""How templates become Python: Jinja's own compiler, with less between a page and its components.

A page of a list calls hundreds of components. Jinja prepares each call for things these templates never do (functions
that want the context, asynchronous rendering, automatic escaping switched off half-way), which costs more than the
component itself. Nothing a template can say is added or changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from keyword import iskeyword
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro, missing
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape
from markupsafe import _escape_inner as _escaped

from lantern.interface.spoken import read_in

_as_html = str.__new__
type Body = Callable[[], str]
WORDS = ("_", "gettext")
"""What a template calls to say something in the reader's language."""


def words(message: str, /, **values: Any) -> Markup:
    """Words of ours in the reader's language. They are written by us and may hold HTML; the values are escaped."""
    said = Markup(gettext(message))  # noqa: S704 - from a template or a catalogue of translations
    return said % values if values else said


def counted_words(one: str, many: str, number: int, /, **values: Any) -> Markup:
    """Words of ours that depend on a number, which stands in them as ``num``."""
    return Markup(ngettext(one, many, number)) % {"num": number, **values}  # noqa: S704 - as in ``words``


def written(value: Any) -> str:
    """A value as it stands in a page: escaped unless it is HTML already. Raises UndefinedError for a name nobody gave.

    As ``markupsafe.escape``, but what only goes into the page need not say that it is safe.
    """
    kind = type(value)
    if kind is str:
        return _escaped(value)
    return value if kind is Markup else escape(value)


def part(thing: Any, name: str) -> Any:
    """``thing.name`` as templates mean it: an attribute, else an item, else undefined."""
    if type(thing) is dict and name not in _OF_EVERY_DICT:
        return thing[name] if name in thing else StrictUndefined(obj=thing, name=name)
    try:
        return getattr(thing, name)
    except AttributeError:
        pass
    try:
        return thing[name]
    except (TypeError, LookupError, AttributeError):
        return StrictUndefined(obj=thing, name=name)


_OF_EVERY_DICT = frozenset(dir(dict))


class PageTemplate(Template):
    """A template whose components, once made, are there for whoever imports them. Jinja first compares what each of the
    two was given beside its context, which here is the same for all.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return self._module or super()._get_default_module(ctx)


class PageEnvironment(Environment):
    """Compiles as this module describes. ``one_language`` resolves words while a template is compiled, so that they
    cost no more than the text around them. Every other language than the service's own has templates of its own,
    compiled when somebody first reads in it.
    """

    one_language = True
    language = ""
    """Of the templates of another language: which."""

    def get_template(self, name: Any, *args: Any, **kwargs: Any) -> Template:
        """A template, in the language that is read now."""
        language = read_in()
        if self.language or not self.one_language or language == settings.LANGUAGE_CODE:
            return super().get_template(name, *args, **kwargs)
        spoken = self.__dict__.setdefault("spoken", {})
        if language not in spoken:
            # Under its own name while it is made: two readers at once make it twice, and one of the two is kept.
            overlay: Any = self.overlay()
            overlay.language = language
            spoken[language] = overlay
        return spoken[language].get_template(name, *args, **kwargs)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        if self.one_language:
            source = _SayNow().visit(source)
        return super()._generate(source, *args, **kwargs)

    def component(self, function: Callable[..., str], name: str | None, *facts: Any) -> Component | Body:
        """What the compiled form of a macro calls to make it; a plain function for the body of a call block, which is
        made anew each time it is drawn.
        """
        if name is None and not any(facts[:-1]):
            return lambda: _as_html(Markup, function())
        return Component(self, function, name, *facts)


class _SayNow(NodeTransformer):
    """Replaces words without values by what they say."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        match node:
            case nodes.Call(
                node=nodes.Name(name=name), args=[nodes.Const(value=str(message))], kwargs=[], dyn_args=None,
                dyn_kwargs=None,
            ) if name in WORDS:  # fmt: skip
                return nodes.Const(words(message), lineno=node.lineno)
        return node


class Component(Macro):
    """A macro that is called as what it is: a Python function whose missing arguments have a default."""

    def __init__(self, environment: Environment, function: Callable[..., str], *facts: Any) -> None:
        super().__init__(environment, function, *facts)
        self._plain = not (self.catch_kwargs or self.catch_varargs)
        if not self.arguments and not self.caller:  # nothing to prepare
            self._names: Mapping[str, str] = {}
            return
        code = function.__code__
        parameters = code.co_varnames[: code.co_argcount]
        defaults: list[Any] = [missing] * len(parameters)
        if self.caller and not self.explicit_caller:
            defaults[len(self.arguments)] = environment.undefined("No caller defined", name="caller")
        function.__defaults__ = tuple(defaults)
        self._names = dict(zip((*self.arguments, "caller"), parameters, strict=False))

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        """The component as HTML. Raises TypeError for an argument it does not have."""
        if not self._plain:
            return super().__call__(*args, **kwargs)
        if not kwargs:
            return _as_html(Markup, self._func(*args))  # a macro escapes what it writes
        names = self._names
        try:
            return _as_html(Markup, self._func(*args, **{names[name]: value for name, value in kwargs.items()}))
        except KeyError as unknown:
            if unknown.args and unknown.args[0] in kwargs and unknown.args[0] not in names:
                raise TypeError(f"macro {self.name!r} takes no keyword argument {unknown.args[0]!r}") from None
            raise


class _PlainPython(CodeGenerator):
    """Writes a call as a call, as no function given to a template wants its context, and does not escape twice."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
        """A whole template."""
        self.writeline(f"from {__name__} import part, written")
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """``thing.name``."""
        self.write("part(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write("written(")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """A call; ``forward_caller`` hands it the body of a call block."""
        if node.dyn_args or node.dyn_kwargs or any(iskeyword(each.key) for each in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in [*node.args, *node.kwargs]:
            self.visit(each, frame)
            self.write(", ")
        self.write("caller=caller)" if forward_caller else ")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A macro, made by the environment."""
        node = macro_ref.node
        arguments = tuple(each.name for each in node.args)
        facts = (macro_ref.accesses_kwargs, macro_ref.accesses_varargs, macro_ref.accesses_caller)
        self.write(
            f"environment.component(macro, {getattr(node, 'name', None)!r}, {arguments!r},"
            f" {', '.join(map(repr, facts))}, True)"
        )


PageEnvironment.code_generator_class = _PlainPython
PageEnvironment.template_class = PageTemplate
