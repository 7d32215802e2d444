import base64
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest

from nnlib.diagrams import FONT, network_diagram, short, weights_by_name

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {
    "2-2-2": [["x1", "x2"], ["h1", "h2"], ["y1", "y2"]],
    "3-4-2": [["x1", "x2", "x3"], ["h1", "h2", "h3", "h4"], ["y1", "y2"]],
    "5-4-5": [
        [f"{letter}{n}" for n in range(size)] for letter, size in (("x", 5), ("h", 4), ("y", 5))
    ],
}
ALT = "A network."


def full_diagram(layers, **options):
    """A diagram with a number wherever there is room for one, each of them as long as can be."""
    weights = sum(len(a) * len(b) for a, b in pairwise(layers))
    numbers = weights_by_name(-0.11111 - np.arange(weights) / 1000)
    numbers |= dict.fromkeys(layers[0], -0.22222)
    numbers |= {name: (-0.33333, -0.44444) for layer in layers[1:] for name in layer}
    shared = {"b1": -0.55555, "b2": -0.66666, "E": 0.77777}
    return network_diagram(
        layers,
        alt=ALT,
        values=numbers | shared,
        gradients=numbers | shared,
        biases=["b1", "b2"],
        loss="E",
        **options,
    )


def roomy_diagram(layers, biases):
    """A diagram with as many lines of text as `roomy` leaves room for, all of them long."""
    weights = sum(len(a) * len(b) for a, b in pairwise(layers))
    numbers = weights_by_name(-0.11111 - np.arange(weights) / 1000)
    neurons = [name for layer in layers[1:] for name in layer]
    above = {name: {"sum": -0.33333, "▸ out": -0.44444} for name in neurons}
    below = {name: {"∂ out": -0.33333, "× slope": 0.22222, "∂ sum": "−0.0001"} for name in neurons}
    names = [name for one in biases for name in ([one] if isinstance(one, str) else one)]
    return network_diagram(
        layers,
        alt=ALT,
        values=numbers | above | dict.fromkeys(names, -0.55555) | {"E": {"t1": 1, "E": 0.77777}},
        gradients=numbers | below,
        biases=biases,
        loss="E",
        caption=["first", "second"],
        roomy=True,
    )


def own_biases(layers):
    return [[f"b{n}{name}" for name in layer] for n, layer in enumerate(layers[1:])]


def texts(diagram):
    return list(ElementTree.fromstring(diagram.svg).iter(f"{SVG}text"))


def box(element):
    """Left, top, right and bottom of a text, for a typeface wider than most."""
    x, y = float(element.get("x")), float(element.get("y"))
    half = 0.6 * FONT * len(element.text) / 2
    return x - half, y - 0.75 * FONT, x + half, y + 0.2 * FONT


def overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@pytest.fixture(params=SHAPES)
def layers(request):
    return SHAPES[request.param]


def test_no_two_texts_overlap(layers):
    boxes = [(element.text, box(element)) for element in texts(full_diagram(layers))]
    assert [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if overlap(one, two)] == []


def test_every_text_lies_within_the_picture(layers):
    diagram = full_diagram(layers)
    width, height = map(float, ElementTree.fromstring(diagram.svg).get("viewBox").split()[2:])
    for left, top, right, bottom in map(box, texts(diagram)):
        assert left >= -1
        assert top >= 0
        assert right <= width + 1
        assert bottom <= height


@pytest.mark.parametrize("shared", [True, False])
def test_in_a_roomy_diagram_no_two_texts_overlap_or_leave_it(layers, shared):
    biases = ["b1", "b2"][: len(layers) - 1] if shared else own_biases(layers)
    diagram = roomy_diagram(layers, biases)
    named = [element for element in texts(diagram) if element.get("text-anchor") is None]
    boxes = [(element.text, box(element)) for element in named]
    assert [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if overlap(one, two)] == []
    height = float(ElementTree.fromstring(diagram.svg).get("viewBox").split()[3])
    assert min(top for _, (_, top, _, _) in boxes) >= 0
    assert max(bottom for _, (_, _, _, bottom) in boxes) <= height


def test_a_caption_stands_above_and_moves_nothing():
    plain = network_diagram([["x"], ["y"]], alt=ALT)
    captioned = network_diagram([["x"], ["y"]], alt=ALT, caption=["z_h1 = a < b", ""])
    lines = texts(captioned)[-2:]
    assert "".join(lines[0].itertext()) == "zh1 = a < b"
    assert [tspan.text for tspan in lines[0]] == ["h1", " "]
    assert all(float(line.get("y")) < 0 for line in lines)
    assert [box(text) for text in texts(captioned)[:-2]] == [box(text) for text in texts(plain)]
    top, height = (
        [
            float(ElementTree.fromstring(one.svg).get("viewBox").split()[n])
            for one in (plain, captioned)
        ]
        for n in (1, 3)
    )
    assert top[0] - top[1] == height[1] - height[0] > 0
    assert ElementTree.fromstring(captioned.svg).find(f"{SVG}rect").get("y") == f"{top[1]:.0f}"


def test_a_neuron_may_have_a_bias_of_its_own():
    diagram = network_diagram(
        [["x"], ["h", "g"], ["y"]], alt=ALT, biases=[["b1", "b2"], ["b3"]], values={"b2": 0.5}
    )
    groups = {
        group.get("data-name"): [text.text for text in group.iter(f"{SVG}text")]
        for group in ElementTree.fromstring(diagram.svg).iter(f"{SVG}g")
    }
    assert (groups["b1"], groups["b2"], groups["b3"]) == (["b1"], ["b2 0.50"], ["b3"])


def test_lines_of_ones_own_stand_in_their_order_and_without_a_sign():
    diagram = network_diagram(
        [["x"], ["y"]],
        alt=ALT,
        values={"y": {"sum": "?"}},
        gradients={"y": {"× slope": 0.25, "∂ sum": 0.1}, "w1": {"▸ ∂": -0.5}},
    )
    written = [element.text for element in texts(diagram)]
    assert {"sum ?", "× slope 0.25", "∂ sum 0.10", "▸ ∂ −0.50"} <= set(written)
    assert written.index("× slope 0.25") < written.index("∂ sum 0.10")


def test_every_name_value_and_gradient_is_written():
    values = {"x1": 0.95, "h1": (0.154, 0.538424), "w1": 0.1, "b1": 0.05, "E": 0.184979}
    gradients = {"h1": (0.004996, 0.020104), "w8": -0.020288, "b2": 0.096538}
    diagram = network_diagram(
        SHAPES["2-2-2"], alt=ALT, values=values, gradients=gradients, biases=["b1", "b2"], loss="E"
    )
    written = [element.text for element in texts(diagram)]
    for name in ("x1", "x2", "h1", "h2", "y1", "y2", "b1", "b2", "E", "w2", "w7"):
        assert name in written
    for value in ("0.95", "sum 0.15400", "out 0.53842", "w1 0.10", "0.05", "0.18498"):
        assert value in written
    for gradient in ("∂ out 0.02010", "∂ sum 0.00500", "∂ −0.02029", "∂ 0.09654"):
        assert gradient in written


def test_weights_are_numbered_neuron_by_neuron_as_linear_holds_them():
    matrices = [[0.1, 0.15], [0.03, 0.08]], [[0.18, 0.06]]
    expected = {"w1": 0.1, "w2": 0.15, "w3": 0.03, "w4": 0.08, "w5": 0.18, "w6": 0.06}
    assert weights_by_name(*matrices) == expected


def test_a_weight_stands_on_the_line_between_its_two_neurons():
    layers = SHAPES["3-4-2"]
    drawn = ElementTree.fromstring(network_diagram(layers, alt=ALT).svg)
    centre = {
        group.get("data-name"): group.find(f"{SVG}circle")
        for group in drawn.iter(f"{SVG}g")
        if group.find(f"{SVG}circle") is not None
    }
    places = {element.text: element for element in drawn.iter(f"{SVG}text")}
    for number, (end, start) in enumerate(((h, x) for h in layers[1] for x in layers[0]), start=1):
        xs, ys = ([float(centre[n].get(axis)) for n in (start, end)] for axis in ("cx", "cy"))
        label = places[f"w{number}"]
        expected = np.interp(float(label.get("x")), xs, ys) - 5  # above the line
        assert float(label.get("y")) == pytest.approx(expected, abs=0.2)


def test_a_path_is_thick_and_a_second_path_is_dashed():
    diagram = network_diagram(
        SHAPES["2-2-2"],
        alt=ALT,
        loss="E",
        biases=["b1", "b2"],
        path=["w1", "h1", "w5", "y1", "E", "b1"],
        second_path=["w7", "y2"],
    )
    lines = list(ElementTree.fromstring(diagram.svg).iter(f"{SVG}line"))
    thick = [line for line in lines if line.get("stroke-width") == "4"]
    dashed = [line for line in thick if line.get("stroke-dasharray")]
    assert len(thick) == 6  # w1, w5, y1 to E and b1 to h1; w7 and y2 to E
    assert len(dashed) == 2


def test_the_same_diagram_gives_the_same_text(layers):
    assert full_diagram(layers) == full_diagram(layers)


def test_hostile_names_and_alternative_texts_are_escaped():
    name, alt = "<script>\"&'", "Less < more & \"quoted\" 'twice'."
    diagram = network_diagram([[name], ["y"]], alt=alt, values={name: 1.0})
    assert "<script>" not in diagram.svg
    drawn = ElementTree.fromstring(diagram.svg)
    assert drawn.get("aria-label") == drawn.find(f"{SVG}title").text == alt
    assert name in [element.text for element in texts(diagram)]


def test_the_picture_has_a_white_ground_and_fits_its_page():
    drawn = ElementTree.fromstring(network_diagram([["x"], ["y"]], alt=ALT).svg)
    assert drawn.get("role") == "img"
    assert "max-width:100%" in drawn.get("style")
    assert drawn.find(f"{SVG}rect").get("fill") == "#FFFFFF"


def test_a_notebook_gets_the_svg_and_the_alternative_text():
    diagram = network_diagram([["x"], ["y"]], alt=ALT)
    html = ElementTree.fromstring(diagram._repr_html_().replace(">", "/>"))
    assert html.attrib["alt"] == ALT
    kind, data = html.attrib["src"].split(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).decode() == diagram.svg


@pytest.mark.parametrize(
    ("number", "expected"),
    [(0.1, "0.10"), (0.154, "0.15400"), (-0.0389542, "−0.03895"), (-1e-9, "0.00"), (12, "12.00")],
)
def test_numbers_are_short_and_have_a_true_minus(number, expected):
    assert short(number) == expected


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"values": {"z": 1}}, r"no \['z'\].*x, y, w1"),
        ({"gradients": {"w2": 1}}, r"no \['w2'\]"),
        ({"path": ["w9"]}, r"no \['w9'\]"),
        ({"second_path": ["q"]}, r"no \['q'\]"),
        ({"values": {"y": (1, 2, 3)}}, "got 3 numbers"),
        ({"biases": ["b1", "b2"]}, "biases expected 1"),
        ({"biases": ["x"]}, r"two \['x'\]"),
        ({"biases": [["b1", "b2"]]}, "layer of 1 neurons expected as many biases"),
        ({"biases": [["x"]]}, r"two \['x'\]"),
        ({"alt": " "}, "Write alt"),
        ({"layers": [["x"]]}, "two layers"),
        ({"layers": [["x"], []]}, "two layers"),
        ({"layers": [["x"], ["x"]]}, r"two \['x'\]"),
    ],
)
def test_what_does_not_fit_the_network_is_named(options, words):
    with pytest.raises(ValueError, match=words):
        network_diagram(**{"layers": [["x"], ["y"]], "alt": ALT} | options)


@pytest.mark.parametrize("name", ["biases", "path", "second_path", "caption"])
def test_a_word_is_no_list_of_its_letters(name):
    with pytest.raises(TypeError, match=rf"expected {name} to be a list; got 'w1'\. Pass \['w1'\]"):
        network_diagram([["x"], ["y"]], alt=ALT, **{name: "w1"})


def test_a_layer_is_a_list_of_names():
    with pytest.raises(TypeError, match=r"expected layers\[0\] to be a list; got 'x1'"):
        network_diagram(["x1", ["y1"]], alt=ALT)
