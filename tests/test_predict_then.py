import numpy as np
import pytest

from nnlib.layers import Linear
from nnlib.widgets import draw_digit, explore_descent_1d, explore_slope, predict_then
from nnlib.widgets.controls import number

QUESTION = "Is a learning rate of 1.1 too large for x²?"


@pytest.fixture
def opened():
    return []


@pytest.fixture
def asked(opened):
    def open_widget():
        opened.append(explore_descent_1d(learning_rate=1.1))
        return opened[-1]

    return predict_then(QUESTION, ["yes", "no"], open_widget, answer="yes")


def test_nothing_opens_before_there_is_a_guess(asked, opened):
    asked.controls["lock"].click()
    assert opened == []
    assert asked.text == "Choose an answer, then lock it."
    assert "image/png" not in asked.content[0]
    assert asked.panel.children[0].text == QUESTION


def test_a_locked_guess_opens_the_widget_and_stands_beside_the_answer(asked, opened):
    asked.controls["guess"].value = "no"
    asked.controls["lock"].click()
    assert asked.text == "The guess: no. The answer: yes."
    assert opened[0].panel in asked.panel.children
    assert asked.controls["guess"].disabled
    assert asked.content == opened[0].content
    asked.controls["lock"].click()
    assert len(opened) == 1


def test_the_opened_widget_draws_where_the_question_was(asked, opened):
    class Handle:
        def update(self, content, **_):
            updates.append(content)

    updates = []
    asked.handle = Handle()
    asked.controls["guess"].value = "yes"
    asked.controls["lock"].click()
    opened[0].controls["learning_rate"].value = 0.3
    assert updates[-1] == opened[0].content[0]
    assert "image/png" in updates[-1]


def test_guess_again_asks_anew(asked, opened):
    asked.controls["guess"].value = "no"
    asked.controls["lock"].click()
    asked.reset()
    assert asked.text == "Choose an answer, then lock it."
    assert not asked.controls["guess"].disabled
    assert opened[0].panel not in asked.panel.children
    assert opened[0].player.stopped


@pytest.mark.parametrize("returned", [None, 3])
def test_what_is_no_widget_is_told_and_can_be_guessed_again(returned):
    asked = predict_then(QUESTION, ["yes", "no"], lambda: returned)
    asked.controls["guess"].value = "no"
    asked.controls["lock"].click()
    assert f"expected open_widget to return a widget, such as explore_slope(); got {returned}" in (
        asked.text
    )
    assert not asked.controls["guess"].disabled
    asked.reset()
    assert asked.text == "Choose an answer, then lock it."
    asked.close()


def test_a_pad_can_be_opened():
    pad = draw_digit(Linear(784, 10, rng=np.random.default_rng(0)))
    asked = predict_then("Is a heart a digit to it?", [True, False], lambda: pad, answer=True)
    asked.controls["guess"].value = "False"
    asked.controls["lock"].click()
    assert asked.text == "The guess: False. The answer: True."
    assert pad in asked.panel.children
    assert asked.content == pad.content


def test_a_locked_guess_stays_with_all_of_its_digits():
    asked = predict_then(
        "How large?", number(1.5, 0, 1e6, label="my guess"), explore_descent_1d, answer=12345.678
    )
    asked.controls["guess"].value = 12346.0
    asked.controls["lock"].click()
    asked.controls["guess"].value = 5.0
    assert asked.text == "The guess: 12346. The answer: 12345.678."


def test_letters_are_no_list_of_answers():
    with pytest.raises(TypeError, match=r"Write them apart: \['yes', ...\]"):
        predict_then(QUESTION, "yes", explore_descent_1d)


def test_a_number_can_be_guessed():
    asked = predict_then("f'(0)?", number(0.0, -99.0, 99.0, "my guess"), explore_descent_1d)
    asked.controls["guess"].value = 7.4
    asked.controls["lock"].click()
    assert asked.text == "The guess: 7.4. Compare it with what is below."


def test_a_widget_that_cannot_be_opened_is_told():
    asked = predict_then("?", ["a"], lambda: 1 / 0)
    asked.controls["guess"].value = "a"
    asked.controls["lock"].click()
    assert "ZeroDivisionError" in asked.text
    assert not asked.controls["guess"].disabled


def test_a_cell_that_runs_again_ends_what_its_question_had_opened(asked, opened):
    asked.controls["guess"].value = "no"
    asked.controls["lock"].click()
    asked.close()
    assert opened[0].player.stopped


def test_alternative_text_and_picture_follow_the_opened_widget():
    widget = predict_then("Where?", ["here", "there"], lambda: explore_slope(x=1.0))
    widget.controls["guess"].value = "here"
    widget.picture.lock_button.click()
    opened = widget.picture.opened
    opened.controls["x"].value = 2.0
    assert widget.alt == opened.alt
    assert widget.content == opened.content
    widget.reset()
    assert widget.content == ({"text/plain": widget.picture.what}, {})


def test_no_answers_to_choose_from_are_refused():
    with pytest.raises(ValueError, match="expected answers to choose from; got none"):
        predict_then("Where?", [], explore_slope)
