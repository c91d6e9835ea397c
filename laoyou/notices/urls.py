from django.urls import path

from laoyou.notices.pages import letters, offices, printing

app_name = "notices"

urlpatterns = [
    path("notices/", letters.letters_list, name="list"),
    path("notices/export/", letters.export, name="export"),
    path("notices/print/", printing.print_letters, name="print"),
    path("notices/hand-over/", letters.hand_over, name="hand_over"),
    path("notices/offices/", offices.offices, name="offices"),
    path("notices/<int:letter_id>/", letters.letter, name="letter"),
    path("notices/<int:letter_id>/take-back/", letters.take_back, name="take_back"),
]
